import { Anchor, Text } from '@mantine/core'
import { Link } from 'react-router'
import type { ServerRow } from '#app/bff'
import { paths } from '#app/paths'
import type { Column } from '#ui/data-table'
import { formatMb } from '#ui/format'
import { RelativeTime } from '#ui/relative-time'
import { StatusBadge } from '#ui/status-badge'
import { toneOf } from './server-status.ts'

/** How a list shows a server. */
export const serverColumns: Column<ServerRow>[] = [
  {
    header: 'Name',
    sortKey: 'display_name',
    cell: (server) => (
      <Anchor component={Link} to={paths.server(server.id)} fw={600} className="server-name" title={server.name}>
        {server.name}
      </Anchor>
    ),
  },
  { header: 'Status', sortKey: 'vm_state', cell: (server) => <ServerStatus server={server} /> },
  { header: 'Addresses', hideOn: 'narrow', cell: (server) => <Addresses server={server} /> },
  {
    header: 'Flavor',
    hideOn: 'narrow',
    cell: ({ flavor }) => (
      <>
        {flavor.name}
        <Text size="xs" c="dimmed" className="nowrap">
          {flavor.vcpus} vCPU · {formatMb(flavor.ramMb)}
        </Text>
      </>
    ),
  },
  {
    header: 'Image',
    hideOn: 'medium',
    cell: ({ image }) => <span className="break">{image?.name ?? image?.id ?? '—'}</span>,
  },
  {
    header: 'Created',
    hideOn: 'narrow',
    sortKey: 'created_at',
    cell: (server) => <RelativeTime at={server.createdAt} />,
  },
]

/** A server's status, and what is happening to it. */
export function ServerStatus({ server }: { server: Pick<ServerRow, 'status' | 'taskState'> }) {
  return <StatusBadge status={server.status} task={server.taskState} tone={toneOf(server.status)} />
}

function Addresses({ server }: { server: ServerRow }) {
  if (server.addresses.length === 0) return <span className="dimmed">—</span>
  return server.addresses.map(({ address }) => (
    <div key={address} className="mono">
      {address}
    </div>
  ))
}
