import type { NetworkView } from '@kilonova/compute-core/services/network/api/network-view'
import type { SubnetView } from '@kilonova/compute-core/services/network/api/subnet-view'
import { subnetKeys } from '@kilonova/compute-core/services/network/domain/list-keys'
import { IconPencil, IconPlus, IconSitemap } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useOutletContext } from 'react-router'
import type { ListColumn } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { useDeletion } from '#list/use-deletion'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff, useScope } from '#shared/scope'
import { t } from '#ui/i18n'
import { subnetsQuery } from './network-queries.ts'
import { othersRefusal, nameOf, OwnName, Use } from './network-words.tsx'
import { SubnetForm } from './subnet-form.tsx'

const none = <span className="dimmed">{t('None')}</span>

const columns: readonly ListColumn<SubnetView>[] = [
  {
    id: 'name',
    header: t('Name'),
    width: 110,
    sortKey: 'name',
    cell: (subnet) => <OwnName of={subnet} />,
    value: ({ name }) => name,
  },
  {
    id: 'cidr',
    header: t('Range'),
    width: 150,
    sortKey: 'cidr',
    cell: ({ cidr }) => <span className="mono">{cidr}</span>,
    value: ({ cidr }) => cidr,
  },
  {
    id: 'used',
    header: t('In use'),
    width: 110,
    align: 'right',
    cell: ({ 'kilonova:use': use }) => use && <Use {...use} />,
    value: ({ 'kilonova:use': use }) => use?.used_ips,
  },
  {
    id: 'gateway',
    header: t('Gateway'),
    width: 130,
    cell: ({ gateway_ip: gateway }) => (gateway ? <span className="mono">{gateway}</span> : none),
    value: ({ gateway_ip: gateway }) => gateway,
  },
  {
    id: 'dhcp',
    header: t('DHCP'),
    width: 60,
    cell: ({ enable_dhcp: dhcp }) => (dhcp ? t('On') : <span className="dimmed">{t('Off')}</span>),
    value: ({ enable_dhcp: dhcp }) => dhcp,
  },
  {
    id: 'dns',
    header: t('DNS servers'),
    width: 110,
    cell: ({ dns_nameservers: dns }) => (dns.length > 0 ? <span className="mono">{dns.join(', ')}</span> : none),
    value: ({ dns_nameservers: dns }) => dns.join(' '),
  },
  {
    id: 'pools',
    header: t('Given out'),
    width: 200,
    hidden: true,
    cell: (subnet) => <span className="mono">{poolsOf(subnet).join(', ')}</span>,
    value: (subnet) => poolsOf(subnet).join(' '),
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

const poolsOf = ({ allocation_pools: pools }: SubnetView) => pools.map(({ start, end }) => `${start}–${end}`)

/** The ranges that servers on the network get their addresses from. */
export default function NetworkSubnetsTab() {
  const network = useOutletContext<NetworkView>()
  const scope = useScope()
  const bff = useBff()
  const queryClient = useQueryClient()
  const [edited, setEdited] = useState<SubnetView | null>(null)
  const { deletionOf, dialog } = useDeletion<SubnetView>({
    kind: t('subnet'),
    nameOf,
    consequence: t('is deleted for good. A subnet with addresses in use is not deleted.'),
    needs: 'delete_subnet',
    refusal: (subnet) => othersRefusal(scope, subnet),
    onDelete: async ({ id }) => {
      await api(bff).send('network', `/subnets/${id}`, { method: 'DELETE' })
      await refetchAfter(queryClient, { topic: 'network', id: network.id })
    },
  })
  return (
    <>
      <ResourceList
        isPart
        name="subnets"
        title={t('Subnets')}
        things={t('subnets')}
        columns={columns}
        rowKey={({ id }) => id}
        nameOf={nameOf}
        keys={subnetKeys}
        placeholder={t('Name, cidr:10.0.* or dhcp:false')}
        query={(request) => subnetsQuery(bff, network.id, request)}
        actions={(subnet) => [
          {
            label: t('Edit'),
            icon: <IconPencil size={16} aria-hidden />,
            needs: 'update_subnet',
            refusal: othersRefusal(scope, subnet),
            onClick: () => setEdited(subnet),
          },
          deletionOf(subnet),
        ]}
        phone={{ beside: 'cidr', below: ['gateway', 'used'] }}
        empty={{
          icon: <IconSitemap />,
          title: t('No subnets yet'),
          text: t('Servers on this network get no addresses before it has a subnet.'),
        }}
        create={{
          label: t('Create subnet'),
          icon: <IconPlus size={16} aria-hidden />,
          needs: 'create_subnet',
          refusal: othersRefusal(scope, network),
          renderForm: ({ opened, onClose }) => <SubnetForm networkId={network.id} opened={opened} onClose={onClose} />,
        }}
      />
      {edited && (
        <SubnetForm key={edited.id} networkId={network.id} subnet={edited} opened onClose={() => setEdited(null)} />
      )}
      {dialog}
    </>
  )
}
