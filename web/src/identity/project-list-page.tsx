import { identityKeys } from '@kilonova/compute-core/services/identity/domain/list-keys'
import { IconFolders, IconPlus } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import type { ListColumn } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { domainNamesQuery } from './names-query.ts'
import { ProjectForm } from './project-form.tsx'
import { projectsQuery, type ProjectRow } from './project-query.ts'
import { useProjectActions } from './use-project-actions.tsx'
import { descriptionColumn, domainColumn, enabledColumn, idColumn, nameColumn } from './identity-columns.tsx'

const columns: readonly ListColumn<ProjectRow>[] = [
  nameColumn(adminPaths.project),
  enabledColumn(),
  domainColumn(),
  descriptionColumn(260),
  {
    id: 'parent',
    header: t('Parent'),
    sortKey: 'parent',
    width: 160,
    cell: ({ parent }) => parent && <NameLink to={adminPaths.project(parent.id)} name={parent.name} />,
    value: ({ parent }) => parent?.name,
  },
  idColumn(),
]
const columnsOfOneDomain = columns.filter(({ id }) => id !== 'domain')

/** The projects of the cloud. */
export default function ProjectListPage() {
  const bff = useBff()
  const { data: domains } = useSuspenseQuery(domainNamesQuery(bff))
  const { menuOf, dialogs } = useProjectActions()
  return (
    <>
      <ResourceList
        name="projects"
        title={t('Projects')}
        things={t('projects')}
        description={t(
          'A project owns servers, images and networks, and has a quota. People work in it by their roles.',
        )}
        columns={domains.size > 1 ? columns : columnsOfOneDomain}
        rowKey={({ id }) => id}
        nameOf={({ name }) => name}
        defaultSort={[{ column: 'name', direction: 'asc' }]}
        keys={identityKeys.projects}
        placeholder={t('Name, ID or enabled:no')}
        query={(request) => projectsQuery(bff, request)}
        open={({ id }) => adminPaths.project(id)}
        actions={menuOf}
        phone={{ beside: 'enabled', below: ['description'] }}
        empty={{ icon: <IconFolders />, title: t('No projects yet') }}
        create={{
          label: t('Create project'),
          icon: <IconPlus size={16} aria-hidden />,
          needs: 'identity:create_project',
          renderForm: (dialog) => <ProjectForm {...dialog} />,
        }}
      />
      {dialogs}
    </>
  )
}
