import type { AssignmentView } from '@kilonova/compute-core/services/identity/api/view-assignment'
import { adminPaths } from '#shared/paths'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { placeName } from './place-name.ts'

/** Where a role is granted, as the way there. */
export function PlaceName({ scope }: { scope: AssignmentView['scope'] }) {
  const name = placeName(scope)
  if ('project' in scope) return <NameLink to={adminPaths.project(scope.project.id)} name={name} />
  if ('domain' in scope) return <NameLink to={adminPaths.domain(scope.domain.id)} name={name} />
  return name
}

/** On what a role is granted: a project, a domain, or all. */
export function levelOf(scope: AssignmentView['scope']): string {
  if ('project' in scope) return t('Project')
  return 'domain' in scope ? t('Domain') : t('Whole cloud')
}
