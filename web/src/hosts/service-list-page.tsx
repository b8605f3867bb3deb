import { serviceKeys } from '@kilonova/compute-core/domain/host/hypervisor-keys'
import { SegmentedControl } from '@mantine/core'
import { IconHeartRateMonitor } from '@tabler/icons-react'
import { useSearchParams } from 'react-router'
import type { ListColumn, ListRequest } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { Status } from '#ui/status'
import { type Service, servicesQuery } from './host-queries.ts'
import { stateLook } from './host-words.ts'
import { isOfHost, useServiceActions } from './use-service-actions.tsx'

const columns: readonly ListColumn<Service>[] = [
  {
    id: 'host',
    header: t('Host'),
    width: 150,
    sortKey: 'host',
    cell: (service) =>
      isOfHost(service) ? (
        <NameLink to={adminPaths.host(service.host)} name={service.host} />
      ) : (
        <NameLink to={adminPaths.systemPart('processes')} name={service.host} />
      ),
    value: ({ host }) => host,
  },
  {
    id: 'kind',
    header: t('Kind'),
    width: 160,
    sortKey: 'binary',
    cell: ({ binary }) => <span className="mono">{binary}</span>,
    value: ({ binary }) => binary,
  },
  {
    id: 'state',
    header: t('State'),
    width: 116,
    sortKey: 'state',
    cell: (service) => <Status {...stateLook(service)} />,
    value: ({ state }) => state,
  },
  {
    id: 'status',
    header: t('Service'),
    width: 100,
    sortKey: 'status',
    cell: ({ status }) =>
      status === 'enabled' ? <span className="dimmed">{t('Enabled')}</span> : <b>{t('Disabled')}</b>,
    value: ({ status }) => status,
  },
  {
    id: 'reason',
    header: t('Reason'),
    width: 240,
    sortKey: 'disabled_reason',
    cell: ({ disabled_reason: reason }) => (reason === null ? '—' : <span title={reason}>{reason}</span>),
    value: ({ disabled_reason: reason }) => reason,
  },
  { id: 'zone', header: t('Zone'), width: 84, sortKey: 'zone', cell: ({ zone }) => zone, value: ({ zone }) => zone },
  {
    id: 'heard',
    header: t('Last heard'),
    width: 126,
    sortKey: 'updated_at',
    cell: ({ updated_at: at }) => <RelativeTime at={at} />,
    value: ({ updated_at: at }) => at,
  },
  {
    id: 'id',
    header: t('Service ID'),
    width: 290,
    hidden: true,
    sortKey: 'id',
    cell: ({ id }) => <span className="mono">{id}</span>,
    value: ({ id }) => id,
  },
]

/** The services of hosts and control processes, as os-services lists them: whether they report, and which hosts are given servers. */
export default function ServiceListPage() {
  const bff = useBff()
  const query = (request: ListRequest) => servicesQuery(bff, request)
  const { menuOf, bulk, dialogs } = useServiceActions({ query })
  return (
    <>
      <ResourceList
        name="services"
        title={t('Services')}
        things={t('services')}
        description={t(
          'Each host has a service that reports for it: nova-compute. Scheduler, conductor and the APIs are parts of each control process.',
        )}
        columns={columns}
        rowKey={({ id }) => id}
        nameOf={(service) => (isOfHost(service) ? service.host : `${service.binary} ${service.host}`)}
        defaultSort={[{ column: 'host', direction: 'asc' }]}
        keys={serviceKeys}
        placeholder={t('Host, state:down, status:disabled or binary:nova-compute')}
        query={query}
        open={(service) => (isOfHost(service) ? adminPaths.host(service.host) : adminPaths.systemPart('processes'))}
        actions={menuOf}
        bulk={bulk}
        phone={{ beside: 'state', below: ['kind', 'status', 'heard'] }}
        empty={{
          icon: <IconHeartRateMonitor />,
          title: t('No services yet'),
          text: t('A host has its service once it has reported for the first time.'),
        }}
      >
        <Filter />
      </ResourceList>
      {dialogs}
    </>
  )
}

const filters = { all: '', hosts: 'binary:nova-compute', control: '-binary:nova-compute' } as const

/** The questions that are asked most, as queries of the bar. */
function Filter() {
  const [search, setSearch] = useSearchParams()
  const q = search.get('q') ?? ''
  const choose = (name: string) =>
    setSearch((before) => {
      for (const place of ['q', 'after', 'before', 'from']) before.delete(place)
      const next = filters[name as keyof typeof filters]
      if (next !== '') before.set('q', next)
      return before
    })
  return (
    <SegmentedControl
      aria-label={t('Which services')}
      size="xs"
      value={Object.entries(filters).find(([, query]) => query === q)?.[0] ?? ''}
      onChange={choose}
      data={[
        { value: 'all', label: t('All') },
        { value: 'hosts', label: t('Of hosts') },
        { value: 'control', label: t('Of the control') },
      ]}
    />
  )
}
