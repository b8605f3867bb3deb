import type { AssignmentView } from '@kilonova/compute-core/services/identity/api/view-assignment'
import type { GrantPlace } from '#shared/roles-query'
import { t } from '#ui/i18n'

/** Where a role is granted, in words. */
export function placeName(scope: AssignmentView['scope']): string {
  if ('project' in scope) return scope.project.name ?? scope.project.id
  if ('domain' in scope) return scope.domain.name ?? scope.domain.id
  return t('Whole cloud')
}

/** Where a role is granted, as addresses have it. */
export function grantPlace(scope: AssignmentView['scope']): GrantPlace {
  if ('project' in scope) return { kind: 'project', id: scope.project.id }
  return 'domain' in scope ? { kind: 'domain', id: scope.domain.id } : { kind: 'system' }
}
