import type { NetworkView } from '@kilonova/compute-core/services/network/api/network-view'
import { portKeys } from '@kilonova/compute-core/services/network/domain/list-keys'
import { IconPencil, IconPlugConnected, IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState, type ReactNode } from 'react'
import type { ListColumn } from '#list/descriptor'
import { projectColumn } from '#list/project-column'
import { ResourceList } from '#list/resource-list'
import { useDeletion } from '#list/use-deletion'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { adminPaths } from '#shared/paths'
import { useBff, usePaths, useScope } from '#shared/scope'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { EditPortForm, PortForm } from './port-form.tsx'
import { isOfServer, portsQuery, type PortRow } from './network-queries.ts'
import { othersRefusal, nameOf, NetworkStatus, OwnName } from './network-words.tsx'

const addressesOf = ({ fixed_ips: ips }: PortRow) => ips.map(({ ip_address: address }) => address)

const address: ListColumn<PortRow> = {
  id: 'address',
  header: t('Addresses'),
  width: 150,
  cell: (port) =>
    port.fixed_ips.length > 0 ? (
      <span className="mono">{addressesOf(port).join(', ')}</span>
    ) : (
      <span className="dimmed">{t('None')}</span>
    ),
  value: (port) => addressesOf(port).join(' '),
}

const name: ListColumn<PortRow> = {
  id: 'name',
  header: t('Port'),
  width: 150,
  sortKey: 'name',
  cell: (port) => <OwnName of={port} />,
  value: (port) => port.name,
}

const others: readonly ListColumn<PortRow>[] = [
  {
    id: 'server',
    header: t('Used by'),
    width: 170,
    cell: (port) => <Device port={port} />,
    value: (port) => port.serverName ?? port.device_id,
  },
  {
    id: 'status',
    header: t('Status'),
    width: 124,
    sortKey: 'status',
    cell: ({ status }) => <NetworkStatus status={status} />,
    value: ({ status }) => status,
  },
  {
    id: 'mac',
    header: t('MAC address'),
    width: 160,
    sortKey: 'mac_address',
    cell: ({ mac_address: mac }) => <span className="mono">{mac}</span>,
    value: ({ mac_address: mac }) => mac,
  },
  {
    id: 'network',
    header: t('Network'),
    width: 150,
    cell: (port) => <NetworkLink port={port} />,
    value: (port) => port['kilonova:network_name'] || port.network_id,
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

/** What administrators see besides: whose it is, and where it is bound. */
const ofAdministrators: readonly ListColumn<PortRow>[] = [
  projectColumn(({ project_id: id, projectName: name }) => ({ id, name }), 'project_id'),
  {
    id: 'host',
    header: t('Host'),
    width: 110,
    cell: (port) => <BoundTo host={port['binding:host_id']} />,
    value: (port) => port['binding:host_id'],
  },
  {
    id: 'owner',
    header: t('Device owner'),
    width: 130,
    hidden: true,
    cell: ({ device_owner: owner }) => (owner ? <span className="mono">{owner}</span> : nothing),
    value: ({ device_owner: owner }) => owner,
  },
  {
    id: 'binding',
    header: t('Binding'),
    width: 110,
    hidden: true,
    cell: (port) => bindingWord(port['binding:vif_type']),
    value: (port) => port['binding:vif_type'],
  },
]

const inOrder = { port: [name, address], address: [address, name] } as const

/** The columns of ports: on the page of a network all are on that one. */
function columnsOf(
  first: keyof typeof inOrder,
  isOfAll: boolean,
  isOfNetwork: boolean,
): readonly ListColumn<PortRow>[] {
  const all = [...inOrder[first], ...(isOfAll ? ofAdministrators : []), ...others]
  return isOfNetwork ? all.filter(({ id }) => id !== 'network') : all
}

interface PortListProps {
  /** The network whose ports they are; without it, all that the project can see. */
  network?: NetworkView
  /** What is looked for, and so stands first. */
  first?: 'port' | 'address'
  description?: ReactNode
}

/** Ports with their addresses and the servers that have them. */
export function PortList({ network, first = 'port', description }: PortListProps) {
  const bff = useBff()
  const scope = useScope()
  const queryClient = useQueryClient()
  const [edited, setEdited] = useState<PortRow | null>(null)
  const { deletionOf, dialog } = useDeletion<PortRow>({
    kind: t('port'),
    nameOf,
    consequence: t('is deleted for good, and its addresses are given to others.'),
    needs: 'delete_port',
    refusal: (port) => othersRefusal(scope, port) ?? takenBy(port),
    onDelete: async ({ id }) => {
      await api(bff).send('network', `/ports/${id}`, { method: 'DELETE' })
      await refetchAfter(queryClient, { topic: 'port', id })
    },
  })
  const isOfAddresses = first === 'address'
  const isOfAll = scope.kind === 'admin'
  const isOfNetwork = network !== undefined
  const columns = useMemo(() => columnsOf(first, isOfAll, isOfNetwork), [first, isOfAll, isOfNetwork])
  return (
    <>
      <ResourceList
        name={isOfAddresses ? 'addresses' : 'ports'}
        title={isOfAddresses ? t('Addresses in use') : t('Ports')}
        things={isOfAddresses ? t('addresses') : t('ports')}
        isPart={network !== undefined}
        description={description}
        columns={columns}
        rowKey={({ id }) => id}
        nameOf={nameOf}
        keys={portKeys}
        placeholder={isOfAddresses ? t('Address, as in 10.0.0.12 or ip:10.0.0.*') : t('Name, address or mac:fa:16:*')}
        query={(request) => portsQuery(bff, network?.id ?? null, request)}
        actions={(port) => [
          {
            label: t('Rename'),
            icon: <IconPencil size={16} aria-hidden />,
            needs: 'update_port',
            refusal: othersRefusal(scope, port),
            onClick: () => setEdited(port),
          },
          deletionOf(port),
        ]}
        phone={{ beside: 'status', below: isOfAddresses ? ['server', 'name'] : ['address', 'server'] }}
        empty={{
          icon: <IconPlugConnected />,
          title: isOfAddresses ? t('No address is in use') : t('No ports yet'),
          text: t('A server gets a port by itself. Create one to keep an address that a server is to have later.'),
        }}
        {...(isOfAddresses
          ? {}
          : {
              create: {
                label: t('Create port'),
                icon: <IconPlus size={16} aria-hidden />,
                needs: 'create_port',
                // On a network that is shared everybody may.
                refusal: network && !network.shared ? othersRefusal(scope, network) : undefined,
                renderForm: (state) => <PortForm {...state} on={network} />,
              },
            })}
      />
      {edited && <EditPortForm key={edited.id} port={edited} onClose={() => setEdited(null)} />}
      {dialog}
    </>
  )
}

/** Why a port that is in use is not deleted here. */
function takenBy(port: PortRow): string | undefined {
  if (port.device_id === '') return undefined
  return isOfServer(port)
    ? t('A server uses it. Detach the interface on the page of the server.')
    : t('It is in use by {{what}}.', { what: port.device_owner || port.device_id })
}

function Device({ port }: { port: PortRow }) {
  const paths = usePaths()
  if (port.device_id === '') return nothing
  if (port.serverName !== null) return <NameLink to={paths.server(port.device_id)} name={port.serverName} />
  return <span className="mono">{port.device_id}</span>
}

function BoundTo({ host }: { host: string | undefined }) {
  return host ? <NameLink to={adminPaths.host(host)} name={host} /> : <span className="dimmed">{t('No host')}</span>
}

const nothing = <span className="dimmed">{t('Nothing')}</span>

const bindingWord = (type: PortRow['binding:vif_type']) =>
  type === 'bridge' ? t('Bridge') : <span className="dimmed">{t('Not bound')}</span>

function NetworkLink({ port: { network_id: id, 'kilonova:network_name': name } }: { port: PortRow }) {
  return <NameLink to={usePaths().network(id)} name={name || id} />
}
