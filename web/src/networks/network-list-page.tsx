import { networkKeys } from '@kilonova/compute-core/services/network/domain/list-keys'
import { IconNetwork, IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import type { ListColumn } from '#list/descriptor'
import { afterName, projectColumn } from '#list/project-column'
import { ResourceList } from '#list/resource-list'
import { useDeletion } from '#list/use-deletion'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff, usePaths, useScope } from '#shared/scope'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { NetworkForm } from './network-form.tsx'
import { type NetworkRow, networksQuery, type RangeUse } from './network-queries.ts'
import { othersRefusal, nameOf, NetworkStatus, Use } from './network-words.tsx'

const columns: readonly ListColumn<NetworkRow>[] = [
  {
    id: 'name',
    header: t('Name'),
    width: 200,
    sortKey: 'name',
    cell: (network) => <NetworkName network={network} />,
    value: ({ name }) => name,
  },
  {
    id: 'status',
    header: t('Status'),
    width: 110,
    sortKey: 'status',
    cell: ({ status }) => <NetworkStatus status={status} />,
    value: ({ status }) => status,
  },
  {
    id: 'subnets',
    header: t('Subnets'),
    width: 300,
    cell: (network) => <Ranges ranges={rangesOf(network)} />,
    value: (network) =>
      rangesOf(network)
        .map(({ cidr }) => cidr)
        .join(' '),
  },
  {
    id: 'ports',
    header: t('Ports'),
    width: 70,
    align: 'right',
    cell: ({ 'kilonova:ports': ports = 0 }) => formatNumber(ports),
    value: ({ 'kilonova:ports': ports }) => ports,
  },
  {
    id: 'used',
    header: t('Addresses in use'),
    width: 150,
    align: 'right',
    cell: (network) => <Use {...useOf(network)} />,
    value: (network) => useOf(network).used_ips,
  },
  {
    id: 'shared',
    header: t('Shared'),
    width: 120,
    sortKey: 'shared',
    cell: ({ shared }) => (shared ? t('All projects') : <span className="dimmed">{t('No')}</span>),
    value: ({ shared }) => shared,
  },
  {
    id: 'external',
    header: t('External'),
    width: 90,
    hidden: true,
    cell: (network) => (network['router:external'] ? t('Yes') : <span className="dimmed">{t('No')}</span>),
    value: (network) => network['router:external'],
  },
  {
    id: 'mtu',
    header: t('MTU'),
    width: 80,
    hidden: true,
    align: 'right',
    sortKey: 'mtu',
    cell: ({ mtu }) => mtu,
    value: ({ mtu }) => mtu,
  },
  {
    id: 'created',
    header: t('Created'),
    width: 120,
    sortKey: 'created_at',
    cell: ({ created_at: at }) => <RelativeTime at={at} />,
    value: ({ created_at: at }) => at,
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

/** The columns of the networks of all projects, for administrators. */
const allColumns = afterName(
  columns,
  projectColumn(({ project_id: id, projectName: name }) => ({ id, name }), 'project_id'),
)

const rangesOf = ({ 'kilonova:subnets': subnets = [] }: NetworkRow): readonly RangeUse[] => subnets

/** How many addresses all subnets together have, and how many of them are taken. */
const useOf = (network: NetworkRow) => ({
  used_ips: sum(rangesOf(network).map(({ used_ips }) => used_ips)),
  total_ips: sum(rangesOf(network).map(({ total_ips }) => total_ips)),
})

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

/** The networks that servers of the project can be attached to. */
export default function NetworkListPage() {
  const bff = useBff()
  const scope = useScope()
  const paths = usePaths()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { deletionOf, dialog } = useDeletion<NetworkRow>({
    kind: t('network'),
    nameOf,
    consequence: t('and its subnets are deleted for good. A network with ports in use is not deleted.'),
    needs: 'delete_network',
    refusal: (network) => othersRefusal(scope, network),
    onDelete: async ({ id }) => {
      await api(bff).send('network', `/networks/${id}`, { method: 'DELETE' })
      await refetchAfter(queryClient, { topic: 'network', id })
    },
  })
  return (
    <>
      <ResourceList
        name="networks"
        title={t('Networks')}
        things={t('networks')}
        description={t('Servers on the same network reach each other. Each has a port with its address.')}
        columns={scope.kind === 'admin' ? allColumns : columns}
        rowKey={({ id }) => id}
        nameOf={nameOf}
        defaultSort={[{ column: 'name', direction: 'asc' }]}
        keys={networkKeys}
        placeholder={
          scope.kind === 'admin'
            ? t('Name, ID, project:demo or shared:true')
            : t('Name, ID, subnet:10.0.* or shared:true')
        }
        query={(request) => networksQuery(bff, request)}
        open={({ id }) => paths.network(id)}
        actions={(row) => [deletionOf(row)]}
        phone={{ beside: 'status', below: ['used', 'subnets'] }}
        empty={{
          icon: <IconNetwork />,
          title: t('No networks yet'),
          text: t('The cloud makes one for the first server that needs it. Create your own to choose its addresses.'),
        }}
        create={{
          label: t('Create network'),
          icon: <IconPlus size={16} aria-hidden />,
          needs: 'create_network',
          renderForm: (state) => <NetworkForm {...state} onCreated={(id) => void navigate(paths.network(id))} />,
        }}
      />
      {dialog}
    </>
  )
}

function NetworkName({ network }: { network: NetworkRow }) {
  return <NameLink to={usePaths().network(network.id)} name={nameOf(network)} />
}

/** As many ranges as a line has room for. */
const shownRanges = 2

function Ranges({ ranges }: { ranges: readonly RangeUse[] }) {
  if (ranges.length === 0) return <span className="dimmed">{t('None')}</span>
  const more = ranges.length - shownRanges
  const all = ranges.map(({ name, cidr }) => (name ? `${cidr} ${name}` : cidr)).join('\n')
  return (
    <span title={ranges.length > 1 || ranges[0]!.name ? all : undefined}>
      <span className="mono">
        {ranges
          .slice(0, shownRanges)
          .map(({ cidr }) => cidr)
          .join(', ')}
      </span>
      {more > 0 && <span className="dimmed"> {t('and {{count}} more', { count: more })}</span>}
    </span>
  )
}
