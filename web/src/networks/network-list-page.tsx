import { networkKeys } from '@kilonova/compute-core/services/network/domain/list-keys'
import { IconNetwork, IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import type { ListColumn } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { useDeletion } from '#list/use-deletion'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff, usePaths, useScope } from '#shared/scope'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { NetworkForm } from './network-form.tsx'
import { networksQuery, type NetworkRow } from './network-queries.ts'
import { changeRefusal, createRefusal, nameOf, NetworkStatus } from './network-words.tsx'

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
    width: 190,
    cell: ({ ranges }) =>
      ranges.length > 0 ? (
        <span className="mono">{ranges.join(', ')}</span>
      ) : (
        <span className="dimmed">{t('None')}</span>
      ),
    value: ({ ranges }) => ranges.join(' '),
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
    cell: (network) => (network['router:external'] ? t('Yes') : <span className="dimmed">{t('No')}</span>),
    value: (network) => network['router:external'],
  },
  {
    id: 'mtu',
    header: t('MTU'),
    width: 70,
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
    refusal: (network) => changeRefusal(scope, network),
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
        columns={columns}
        rowKey={({ id }) => id}
        nameOf={nameOf}
        defaultSort={[{ column: 'name', direction: 'asc' }]}
        keys={networkKeys}
        placeholder={t('Name, ID, subnet:10.0.* or shared:true')}
        query={(request) => networksQuery(bff, request)}
        open={({ id }) => paths.network(id)}
        actions={(row) => [deletionOf(row)]}
        phone={{ beside: 'status', below: ['subnets', 'shared'] }}
        empty={{
          icon: <IconNetwork />,
          title: t('No networks yet'),
          text: t('The cloud makes one for the first server that needs it. Create your own to choose its addresses.'),
        }}
        create={{
          label: t('Create network'),
          icon: <IconPlus size={16} aria-hidden />,
          refusal: createRefusal(scope),
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
