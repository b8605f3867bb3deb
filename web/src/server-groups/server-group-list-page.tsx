import { serverGroupKeys } from '@kilonova/compute-core/domain/server-group/server-group-keys'
import { IconPlus, IconServer2 } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { ListColumn } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { useDeletion } from '#list/use-deletion'
import { call } from '#shared/bff'
import { refetchAfter } from '#shared/changes'
import { useBff, usePaths } from '#shared/scope'
import { ServerGroupForm } from '#shared/server-group-form'
import { policies } from '#shared/server-group-policies'
import { t } from '#ui/i18n'
import { serverGroupsQuery, type ServerGroupRow } from './server-group-query.ts'

const columns: readonly ListColumn<ServerGroupRow>[] = [
  { id: 'name', header: t('Name'), width: 220, cell: ({ name }) => name, value: ({ name }) => name },
  {
    id: 'policy',
    header: t('Policy'),
    width: 260,
    cell: (group) => <span title={group.policy}>{ruleOf(group)}</span>,
    value: ({ policy }) => policy,
  },
  {
    id: 'count',
    header: t('Servers'),
    width: 80,
    align: 'right',
    cell: ({ members }) => members.length,
    value: ({ members }) => members.length,
  },
  {
    id: 'members',
    header: t('Members'),
    width: 300,
    cell: (group) => <Members {...group} />,
    value: ({ members }) => members.join(' '),
  },
  {
    id: 'id',
    header: t('ID'),
    width: 290,
    hidden: true,
    cell: ({ id }) => <span className="mono">{id}</span>,
    value: ({ id }) => id,
  },
]

/** "Apart, at most 2 per host" */
function ruleOf({ policy, rules }: ServerGroupRow): string {
  const rule = policies.find(({ value }) => value === policy)?.label ?? policy
  const most = rules.max_server_per_host
  return most === undefined ? rule : t('{{rule}}, at most {{most}} per host', { rule, most })
}

export default function ServerGroupListPage() {
  const bff = useBff()
  const queryClient = useQueryClient()
  const { deletionOf, dialog } = useDeletion<ServerGroupRow>({
    kind: t('server group'),
    nameOf: ({ name }) => name,
    consequence: t('no longer decides where servers run. Its servers stay on the hosts they are on.'),
    onDelete: async ({ id }) => {
      await call(bff['server-groups'][':id'].$delete({ param: { id } }))
      await refetchAfter(queryClient, { topic: 'server-group', id })
    },
  })
  return (
    <>
      <ResourceList
        name="server-groups"
        title={t('Server groups')}
        things={t('server groups')}
        description={t('Keep servers together on one host, or apart on different hosts.')}
        columns={columns}
        rowKey={({ id }) => id}
        nameOf={({ name }) => name}
        keys={serverGroupKeys}
        placeholder={t('Name, ID or policy:affinity')}
        query={(request) => serverGroupsQuery(bff, request)}
        actions={(row) => [deletionOf(row)]}
        phone={{ below: ['policy', 'members'] }}
        empty={{
          icon: <IconServer2 />,
          title: t('No server groups yet'),
          text: t(
            'A server joins a group when it is created. Keep the servers of one service on different hosts, so that they do not fail together.',
          ),
        }}
        create={{
          label: t('Create server group'),
          icon: <IconPlus size={16} aria-hidden />,
          renderForm: (state) => <ServerGroupForm {...state} />,
        }}
      />
      {dialog}
    </>
  )
}

function Members({ first, members }: ServerGroupRow) {
  const paths = usePaths()
  if (members.length === 0) return <span className="dimmed">{t('None yet')}</span>
  const more = members.length - first.length
  return (
    <>
      {first.map(({ id, name }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <Link to={paths.server(id)} className="name-link">
            {name}
          </Link>
        </span>
      ))}
      {more > 0 && <span className="dimmed"> +{more}</span>}
    </>
  )
}
