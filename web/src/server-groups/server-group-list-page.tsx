import { Anchor, Button, Text } from '@mantine/core'
import { IconServer2, IconTrash } from '@tabler/icons-react'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { ask, bff, type ServerGroup } from '#app/bff'
import { paths } from '#app/paths'
import { ActionsMenu } from '#ui/actions-menu'
import { ConfirmDelete } from '#ui/confirm-delete'
import { DataTable, type Column } from '#ui/data-table'
import { EmptyState } from '#ui/empty-state'
import { PageHeader } from '#ui/page-header'
import { policies } from './policies.ts'
import { ServerGroupForm } from './server-group-form.tsx'
import { serverGroupsQuery } from './server-group-query.ts'

const columns: Column<ServerGroup>[] = [
  { header: 'Name', cell: ({ name }) => <span className="break">{name}</span> },
  {
    header: 'Policy',
    cell: ({ policy, maxPerHost }) => (
      <>
        {policies.find(({ value }) => value === policy)?.label}
        <Text size="xs" c="dimmed">
          {policy}
          {maxPerHost !== null && `, at most ${maxPerHost} on a host`}
        </Text>
      </>
    ),
  },
  { header: 'Members', cell: ({ members }) => <Members members={members} /> },
]

export default function ServerGroupListPage() {
  const { data } = useSuspenseQuery(serverGroupsQuery)
  const [params, setParams] = useSearchParams()
  const [doomed, setDoomed] = useState<ServerGroup | null>(null)
  const queryClient = useQueryClient()
  // In the address, so that other pages can link to the form itself.
  const open = () => setParams({ new: '' }, { replace: true })
  return (
    <>
      <PageHeader title="Server groups" below="They say which servers share a host, and which keep apart.">
        <Button onClick={open}>Create server group</Button>
      </PageHeader>
      <DataTable
        label="Server groups"
        rows={data.groups}
        columns={columns}
        rowKey={({ id }) => id}
        renderActions={(group) => (
          <ActionsMenu
            of={group.name}
            actions={[
              {
                label: 'Delete',
                icon: <IconTrash size={16} aria-hidden />,
                isDangerous: true,
                onClick: () => setDoomed(group),
              },
            ]}
          />
        )}
        whenEmpty={
          <EmptyState
            icon={<IconServer2 />}
            title="No server groups yet"
            text="A server joins a group as it is created. Two servers of one service are safer on two hosts."
          >
            <Button onClick={open}>Create a server group</Button>
          </EmptyState>
        }
      />
      <ServerGroupForm opened={params.has('new')} onClose={() => setParams({}, { replace: true })} />
      <ConfirmDelete
        kind="server group"
        name={doomed?.name ?? null}
        consequence="is forgotten. Its servers stay as they are, where they are, and no longer belong together."
        onClose={() => setDoomed(null)}
        onDelete={async () => {
          if (doomed) await ask(bff['server-groups'][':id'].$delete({ param: { id: doomed.id } }))
          await Promise.all([
            queryClient.invalidateQueries(serverGroupsQuery),
            queryClient.invalidateQueries({ queryKey: ['create-options'] }),
          ])
        }}
      />
    </>
  )
}

function Members({ members }: { members: ServerGroup['members'] }) {
  if (members.length === 0) return <span className="dimmed">None yet</span>
  return members.map(({ id, name }) => (
    <div key={id}>
      <Anchor component={Link} to={paths.server(id)} size="sm" className="break">
        {name}
      </Anchor>
    </div>
  ))
}
