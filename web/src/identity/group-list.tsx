import { identityKeys } from '@kilonova/compute-core/services/identity/domain/list-keys'
import { IconUsersGroup } from '@tabler/icons-react'
import type { ListColumn, ListDescriptor } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { t } from '#ui/i18n'
import { type GroupRow, groupsQuery } from './group-query.ts'
import { descriptionColumn, domainColumn, idColumn, nameColumn } from './identity-columns.tsx'

const columns: readonly ListColumn<GroupRow>[] = [
  nameColumn(adminPaths.group),
  domainColumn(),
  descriptionColumn(280),
  idColumn(),
]

interface GroupListProps extends Pick<ListDescriptor<GroupRow>, 'actions' | 'create' | 'description' | 'isPart'> {
  /** Those that this user is in. */
  userId?: string
  /** What is said where there are none. */
  nothing: string
}

/** Groups: all of the cloud, or those that a user is in. */
export function GroupList({ userId, nothing, ...more }: GroupListProps) {
  const bff = useBff()
  return (
    <ResourceList
      name="groups"
      title={t('Groups')}
      things={t('groups')}
      columns={columns}
      rowKey={({ id }) => id}
      nameOf={({ name }) => name}
      defaultSort={[{ column: 'name', direction: 'asc' }]}
      keys={identityKeys.groups}
      placeholder={t('Name, ID or user:ada')}
      query={(request) => groupsQuery(bff, request, userId)}
      open={({ id }) => adminPaths.group(id)}
      phone={{ beside: 'domain', below: ['description'] }}
      empty={{ icon: <IconUsersGroup />, title: nothing }}
      {...more}
    />
  )
}
