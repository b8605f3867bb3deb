import { Group } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import type { ServerInterface } from '#shared/bff'
import { useBff, usePaths } from '#shared/scope'
import { CopyButton } from '#ui/copy-button'
import { DataTable, type Column } from '#ui/data-table'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { Section } from '#ui/section'
import { serverInterfacesQuery } from '../actions/server-interfaces-query.ts'
import { ServerActionButtons } from '../actions/server-action-buttons.tsx'
import { useServerActions } from '../actions/use-server-actions.tsx'
import { serverQuery } from './server-query.ts'

/** A server's interfaces with their addresses, and the ways to attach one more or to take one away. */
export default function ServerNetworkTab() {
  const { id = '' } = useParams()
  const bff = useBff()
  const { data } = useSuspenseQuery(serverQuery(bff, id))
  const { data: cards } = useSuspenseQuery(serverInterfacesQuery(bff, id))
  const actions = useServerActions()
  return (
    <>
      <Section
        title={t('Interfaces')}
        surface="none"
        beside={<ServerActionButtons actions={actions.menuOf(data.server, ['attachInterface', 'detachInterface'])} />}
      >
        <DataTable
          label={t('Interfaces')}
          rows={cards.interfaces}
          columns={columns}
          rowKey={({ portId }) => portId}
          whenEmpty={<p className="nothing">{t('The server is attached to no network.')}</p>}
        />
      </Section>
      {actions.dialogs}
    </>
  )
}

const columns: Column<ServerInterface>[] = [
  { header: t('Network'), cell: (card) => <NetworkName card={card} /> },
  { header: t('Addresses'), cell: ({ addresses }) => <Addresses addresses={addresses} /> },
  { header: t('MAC address'), hideOn: 'narrow', cell: ({ mac }) => <span className="mono">{mac}</span> },
  {
    header: t('Port'),
    hideOn: 'medium',
    cell: ({ portId }) => (
      <Group gap={4} wrap="nowrap">
        <span className="mono">{portId}</span>
        <CopyButton value={portId} label={t('Copy port ID')} />
      </Group>
    ),
  },
]

function NetworkName({ card: { networkId, networkName } }: { card: ServerInterface }) {
  return <NameLink to={usePaths().network(networkId)} name={networkName ?? networkId} />
}

function Addresses({ addresses }: Pick<ServerInterface, 'addresses'>) {
  if (addresses.length === 0) return <span className="dimmed">—</span>
  return addresses.map((address) => (
    <Group key={address} gap={4} wrap="nowrap">
      <span className="mono">{address}</span>
      <CopyButton value={address} label={t('Copy {{address}}', { address })} />
    </Group>
  ))
}
