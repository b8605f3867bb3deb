import { identityKeys } from '@kilonova/compute-core/services/identity/domain/list-keys'
import { IconUsers } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import type { ListColumn, ListDescriptor } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { domainNamesQuery } from './names-query.ts'
import { type UserRow, usersQuery } from './user-query.ts'
import { descriptionColumn, domainColumn, enabledColumn, idColumn, nameColumn } from './identity-columns.tsx'

const columns: readonly ListColumn<UserRow>[] = [
  nameColumn(adminPaths.user, 200),
  enabledColumn(),
  domainColumn(),
  {
    id: 'email',
    header: t('Email'),
    sortKey: 'email',
    width: 220,
    cell: ({ email }) => email ?? '',
    value: ({ email }) => email,
  },
  {
    id: 'project',
    header: t('Default project'),
    width: 160,
    cell: ({ defaultProject: project }) =>
      project && <NameLink to={adminPaths.project(project.id)} name={project.name} />,
    value: ({ defaultProject }) => defaultProject?.name,
  },
  {
    id: 'expires',
    header: t('Password expires'),
    width: 130,
    cell: ({ password_expires_at: at }) => at ?? t('Never'),
    value: ({ password_expires_at: at }) => at,
  },
  { ...descriptionColumn(200), hidden: true },
  idColumn(),
]
const columnsOfOneDomain = columns.filter(({ id }) => id !== 'domain')

interface UserListProps extends Pick<ListDescriptor<UserRow>, 'actions' | 'create' | 'description' | 'isPart'> {
  /** The members of this group only. */
  groupId?: string
  /** What is said where there are none. */
  nothing: string
}

/** Users: all of the cloud, or those in a group. */
export function UserList({ groupId, nothing, ...more }: UserListProps) {
  const bff = useBff()
  const { data: domains } = useSuspenseQuery(domainNamesQuery(bff))
  return (
    <ResourceList
      name="users"
      title={t('Users')}
      things={t('users')}
      columns={domains.size > 1 ? columns : columnsOfOneDomain}
      rowKey={({ id }) => id}
      nameOf={({ name }) => name}
      defaultSort={[{ column: 'name', direction: 'asc' }]}
      keys={identityKeys.users}
      placeholder={t('Name, ID, role:admin or in:demo')}
      query={(request) => usersQuery(bff, request, groupId)}
      open={({ id }) => adminPaths.user(id)}
      phone={{ beside: 'enabled', below: ['email'] }}
      empty={{ icon: <IconUsers />, title: nothing }}
      {...more}
    />
  )
}
