import type { ServerRow } from '#shared/bff'
import { adminPaths } from '#shared/paths'
import { ServerLock, ServerName, ServerStatus } from '#shared/server-columns'
import { formatMb } from '#ui/format'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import type { ListColumn } from '#list/descriptor'
import { projectColumn } from '#list/project-column'
import { ServerCpu } from './server-cpu.tsx'

/** The columns of a project's servers. */
export const serverColumns: readonly ListColumn<ServerRow>[] = [
  {
    id: 'name',
    header: t('Name'),
    sortKey: 'display_name',
    width: 190,
    cell: (server) => (
      <span className="name-and-lock">
        <ServerName server={server} />
        <ServerLock server={server} />
      </span>
    ),
    value: ({ name }) => name,
  },
  {
    id: 'status',
    header: t('Status'),
    sortKey: 'vm_state',
    width: 164,
    cell: (server) => <ServerStatus server={server} />,
    value: ({ status }) => status,
  },
  {
    id: 'lock',
    header: t('Locked'),
    width: 180,
    hidden: true,
    cell: ({ locked, lockedReason }) => locked && (lockedReason ?? t('Locked')),
    value: ({ locked }) => locked,
  },
  {
    id: 'address',
    header: t('Addresses'),
    width: 124,
    cell: ({ addresses }) => <Addresses addresses={addresses.map(({ address }) => address)} />,
    value: ({ addresses }) => addresses.map(({ address }) => address).join(' '),
  },
  {
    id: 'flavor',
    header: t('Flavor'),
    width: 104,
    cell: ({ flavor }) => flavor.name,
    value: ({ flavor }) => flavor.name,
  },
  {
    id: 'vcpus',
    header: t('vCPUs'),
    width: 72,
    align: 'right',
    cell: ({ flavor }) => flavor.vcpus,
    value: ({ flavor }) => flavor.vcpus,
  },
  {
    id: 'memory',
    header: t('Memory'),
    width: 80,
    align: 'right',
    cell: ({ flavor }) => formatMb(flavor.ramMb),
    value: ({ flavor }) => flavor.ramMb,
  },
  { id: 'cpu', header: t('CPU'), width: 118, align: 'right', cell: ({ id }) => <ServerCpu serverId={id} /> },
  {
    id: 'image',
    header: t('Image'),
    width: 130,
    cell: ({ image }) => image?.name ?? image?.id ?? '—',
    value: ({ image }) => image?.name ?? image?.id,
  },
  {
    id: 'tags',
    header: t('Tags'),
    width: 130,
    hidden: true,
    cell: ({ tags }) => tags.join(', '),
    value: ({ tags }) => tags.join(' '),
  },
  {
    id: 'zone',
    header: t('Zone'),
    sortKey: 'availability_zone',
    width: 100,
    hidden: true,
    cell: ({ zone }) => zone,
    value: ({ zone }) => zone,
  },
  {
    id: 'key',
    header: t('Key pair'),
    sortKey: 'key_name',
    width: 120,
    hidden: true,
    cell: ({ keyName }) => keyName ?? '—',
    value: ({ keyName }) => keyName,
  },
  {
    id: 'id',
    header: t('ID'),
    width: 290,
    hidden: true,
    cell: ({ id }) => <span className="mono">{id}</span>,
    value: ({ id }) => id,
  },
  {
    id: 'created',
    header: t('Created'),
    sortKey: 'created_at',
    width: 126,
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    value: ({ createdAt }) => createdAt,
  },
  {
    id: 'updated',
    header: t('Updated'),
    sortKey: 'updated_at',
    width: 126,
    hidden: true,
    cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
    value: ({ updatedAt }) => updatedAt,
  },
]

const [name, ...others] = serverColumns

/** The columns of the servers of all projects, for administrators. */
export const allServerColumns: readonly ListColumn<ServerRow>[] = [
  name!,
  projectColumn(({ projectId, projectName }) => ({ id: projectId, name: projectName }), 'project_id'),
  {
    id: 'user',
    header: t('Created by'),
    sortKey: 'user_id',
    width: 110,
    hidden: true,
    cell: ({ userId, userName }) => <span title={userId}>{userName ?? userId}</span>,
    value: ({ userId, userName }) => userName ?? userId,
  },
  {
    id: 'host',
    header: t('Host'),
    sortKey: 'host',
    width: 110,
    cell: ({ host }) => (host === null ? '—' : <NameLink to={adminPaths.host(host)} name={host} />),
    value: ({ host }) => host,
  },
  // Who runs the cloud looks for where and whose; how large is the flavor's to tell.
  ...others.map((column) => (['vcpus', 'memory', 'image'].includes(column.id) ? { ...column, hidden: true } : column)),
]

/** The first address, and how many more there are. */
function Addresses({ addresses }: { addresses: readonly string[] }) {
  const [first, ...more] = addresses
  if (first === undefined) return <span className="dimmed">—</span>
  return (
    <span title={more.length > 0 ? addresses.join('\n') : undefined}>
      <span className="mono">{first}</span>
      {more.length > 0 && <span className="dimmed"> +{more.length}</span>}
    </span>
  )
}
