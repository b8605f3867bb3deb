import { serverGroupKeys } from '@kilonova/compute-core/domain/server-group/server-group-keys'
import { IconPlus, IconServer2 } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { ListColumn, ListCreate } from '#list/descriptor'
import { afterName, projectColumn } from '#list/project-column'
import { ResourceList } from '#list/resource-list'
import { useBff, usePaths, useScope } from '#shared/scope'
import { ServerGroupForm } from '#shared/server-group-form'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { serverGroupsQuery, type ServerGroupRow } from './server-group-query.ts'
import { ruleOf } from './server-group-words.ts'
import { useServerGroupActions } from './use-server-group-actions.tsx'

const columns: readonly ListColumn<ServerGroupRow>[] = [
  {
    id: 'name',
    header: t('Name'),
    width: 220,
    cell: (group) => <GroupName group={group} />,
    value: ({ name }) => name,
  },
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

/** The columns of the server groups of all projects, for administrators. */
const allColumns = afterName(
  columns,
  projectColumn(({ project_id: id, projectName: name }) => ({ id, name }), 'project_id'),
)

/** The project's server groups; those of all projects for administrators. */
export default function ServerGroupListPage() {
  const bff = useBff()
  const paths = usePaths()
  const isOfAll = useScope().kind === 'admin'
  const { menuOf, dialog } = useServerGroupActions()
  return (
    <>
      <ResourceList
        name="server-groups"
        title={t('Server groups')}
        things={t('server groups')}
        description={t('Keep servers together on one host, or apart on different hosts.')}
        columns={isOfAll ? allColumns : columns}
        rowKey={({ id }) => id}
        nameOf={({ name }) => name}
        keys={serverGroupKeys}
        placeholder={isOfAll ? t('Name, ID, project:demo or server:web-1') : t('Name, ID or policy:affinity')}
        query={(request) => serverGroupsQuery(bff, request)}
        open={({ id }) => paths.serverGroup(id)}
        actions={menuOf}
        phone={{ beside: 'policy', below: ['members'] }}
        empty={{
          icon: <IconServer2 />,
          title: t('No server groups yet'),
          text: t(
            'A server joins a group when it is created. Keep the servers of one service on different hosts, so that they do not fail together.',
          ),
        }}
        // A group is made in a project: the API knows no other way.
        {...(isOfAll ? {} : { create: createGroup })}
      />
      {dialog}
    </>
  )
}

const createGroup: ListCreate = {
  label: t('Create server group'),
  icon: <IconPlus size={16} aria-hidden />,
  renderForm: (state) => <ServerGroupForm {...state} />,
  needs: 'os_compute_api:os-server-groups:create',
}

const GroupName = ({ group: { id, name } }: { group: ServerGroupRow }) => (
  <NameLink to={usePaths().serverGroup(id)} name={name} />
)

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
