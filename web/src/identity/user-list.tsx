import { identityKeys } from '@kilonova/compute-core/services/identity/domain/list-keys'
import { IconUsers } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import type { ListColumn, ListDescriptor } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { EnabledStatus } from './enabled-status.tsx'
import { domainNamesQuery } from './names-query.ts'
import { type UserRow, usersQuery } from './user-query.ts'

const columns: readonly ListColumn<UserRow>[] = [
  {
    id: 'name',
    header: t('Name'),
    sortKey: 'name',
    width: 200,
    cell: ({ id, name }) => <NameLink to={adminPaths.user(id)} name={name} />,
    value: ({ name }) => name,
  },
  {
    id: 'enabled',
    header: t('Status'),
    sortKey: 'enabled',
    width: 110,
    cell: (user) => <EnabledStatus {...user} />,
    value: ({ enabled }) => enabled,
  },
  {
    id: 'domain',
    header: t('Domain'),
    sortKey: 'domain',
    width: 140,
    cell: ({ domain }) => domain,
    value: ({ domain }) => domain,
  },
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
  {
    id: 'description',
    header: t('Description'),
    sortKey: 'description',
    width: 200,
    hidden: true,
    cell: ({ description }) => description,
    value: ({ description }) => description,
  },
  {
    id: 'id',
    header: t('ID'),
    sortKey: 'id',
    width: 260,
    hidden: true,
    cell: ({ id }) => <span className="mono">{id}</span>,
    value: ({ id }) => id,
  },
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
