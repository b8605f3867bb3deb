import { hypervisorKeys } from '@kilonova/compute-core/domain/host/hypervisor-keys'
import { IconServer2, IconPlus } from '@tabler/icons-react'
import type { ListColumn } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { InventoryFill } from '#shared/inventory-fill'
import { className } from '#shared/resource-classes'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { Status } from '#ui/status'
import { AddHost } from './add-host.tsx'
import { type Host, hostsQuery } from './host-queries.ts'
import { capacityOf, stateLook, versionOf } from './host-words.ts'
import './hosts.css'
import { OpenJoinTokens } from './open-join-tokens.tsx'
import { UnreportedHosts } from './unreported-hosts.tsx'
import { useHostActions } from './use-host-actions.tsx'
import { useHostBulk } from './use-host-bulk.tsx'

const capacityColumn = (id: string, resourceClass: string, sortKey?: string): ListColumn<Host> => ({
  id,
  header: className(resourceClass),
  width: 114,
  ...(sortKey && { sortKey }),
  cell: ({ name, inventories: { [resourceClass]: one } }) => (
    <InventoryFill name={name} resourceClass={resourceClass} capacity={one && capacityOf(one)} />
  ),
  value: ({ inventories }) => inventories[resourceClass]?.used,
})

const columns: readonly ListColumn<Host>[] = [
  {
    id: 'name',
    header: t('Name'),
    width: 132,
    sortKey: 'hypervisor_hostname',
    cell: ({ name }) => <NameLink to={adminPaths.host(name)} name={name} />,
    value: ({ name }) => name,
  },
  {
    id: 'state',
    header: t('State'),
    width: 104,
    sortKey: 'state',
    cell: (host) => <Status {...stateLook(host)} />,
    value: ({ state }) => state,
  },
  {
    id: 'status',
    header: t('Service'),
    width: 112,
    sortKey: 'status',
    cell: ({ status, disabled_reason: reason }) =>
      status === 'enabled' ? (
        <span className="dimmed">{t('Enabled')}</span>
      ) : (
        <span title={reason ?? undefined}>{reason ? t('Disabled: {{reason}}', { reason }) : t('Disabled')}</span>
      ),
    value: ({ status }) => status,
  },
  { id: 'zone', header: t('Zone'), width: 76, sortKey: 'zone', cell: ({ zone }) => zone, value: ({ zone }) => zone },
  {
    id: 'servers',
    header: t('Servers'),
    width: 74,
    align: 'right',
    sortKey: 'running_vms',
    cell: ({ servers, active_servers: active }) => (
      <span title={t('{{count}} of them are active', { count: active })}>{formatNumber(servers)}</span>
    ),
    value: ({ servers }) => servers,
  },
  capacityColumn('vcpus', 'VCPU', 'vcpus'),
  capacityColumn('memory', 'MEMORY_MB', 'memory_mb'),
  capacityColumn('disk', 'DISK_GB'),
  {
    id: 'heard',
    header: t('Last heard'),
    width: 96,
    sortKey: 'updated_at',
    cell: ({ updated_at: at }) => <RelativeTime at={at} />,
    value: ({ updated_at: at }) => at,
  },
  {
    id: 'aggregates',
    header: t('Aggregates'),
    width: 130,
    hidden: true,
    cell: ({ aggregates }) => aggregates.map(({ name }) => name).join(', ') || '—',
    value: ({ aggregates }) => aggregates.map(({ name }) => name).join(' '),
  },
  {
    id: 'hypervisor',
    header: t('Hypervisor'),
    width: 120,
    hidden: true,
    sortKey: 'hypervisor_type',
    cell: ({ hypervisor_type: type, hypervisor_version: version }) => `${type} ${versionOf(version)}`,
    value: ({ hypervisor_type: type, hypervisor_version: version }) => `${type} ${versionOf(version)}`,
  },
  {
    id: 'cpu',
    header: t('CPU model'),
    width: 140,
    hidden: true,
    cell: ({ cpu }) => cpu.model,
    value: ({ cpu }) => cpu.model,
  },
  {
    id: 'address',
    header: t('Address'),
    width: 120,
    hidden: true,
    cell: ({ host_ip: address }) => address ?? '—',
    value: ({ host_ip: address }) => address,
  },
  {
    id: 'id',
    header: t('ID'),
    width: 290,
    hidden: true,
    sortKey: 'id',
    cell: ({ id }) => <span className="mono">{id}</span>,
    value: ({ id }) => id,
  },
]

/** The hosts of the cloud: whether they are up and take servers, and how full they are. */
export default function HostListPage() {
  const bff = useBff()
  const { menuOf, dialogs } = useHostActions()
  const query = (request: Parameters<typeof hostsQuery>[1]) => hostsQuery(bff, request)
  const { bulk, dialog } = useHostBulk({ query })
  return (
    <>
      <ResourceList
        name="hosts"
        title={t('Hosts')}
        things={t('hosts')}
        description={t('Servers run on hosts. The bars show what is promised to servers and what is reserved.')}
        notice={
          <>
            <UnreportedHosts />
            <OpenJoinTokens />
          </>
        }
        columns={columns}
        rowKey={({ id }) => id}
        nameOf={({ name }) => name}
        defaultSort={[{ column: 'name', direction: 'asc' }]}
        keys={hypervisorKeys}
        placeholder={t('Name, state:down, status:disabled or zone:nova')}
        query={query}
        open={({ name }) => adminPaths.host(name)}
        actions={menuOf}
        bulk={bulk}
        phone={{ beside: 'state', below: ['status', 'heard'] }}
        empty={{
          icon: <IconServer2 />,
          title: t('No hosts yet'),
          text: t('A host is in the list once it has reported for the first time.'),
        }}
        create={{
          label: t('Add host'),
          icon: <IconPlus size={16} aria-hidden />,
          needs: 'kilonova:join-tokens:create',
          renderForm: (dialog) => <AddHost {...dialog} />,
        }}
      />
      {dialogs}
      {dialog}
    </>
  )
}
