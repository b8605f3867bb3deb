import { Group, Stack } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useParams } from 'react-router'
import type { ServerInterface } from '#shared/bff'
import { useBff, usePaths } from '#shared/scope'
import { ActionButton } from '#ui/action-button'
import { CopyButton } from '#ui/copy-button'
import { DataTable, type Column } from '#ui/data-table'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { Section } from '#ui/section'
import { serverInterfacesQuery } from '../actions/server-interfaces-query.ts'
import { ServerActionButtons } from '../actions/server-action-buttons.tsx'
import { useServerActions } from '../actions/use-server-actions.tsx'
import { AddAddressForm, RemoveAddressQuestion } from './address-forms.tsx'
import { serverQuery } from './server-query.ts'

/** A server's interfaces with their addresses, and the ways to attach one more or to take one away, and to give it addresses. */
export default function ServerNetworkTab() {
  const { id = '' } = useParams()
  const bff = useBff()
  const { data } = useSuspenseQuery(serverQuery(bff, id))
  const { data: cards } = useSuspenseQuery(serverInterfacesQuery(bff, id))
  const actions = useServerActions()
  const [asked, setAsked] = useState<Asked | null>(null)
  const columns = useMemo(() => columnsOf(setAsked), [])
  const close = () => setAsked(null)
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
      {asked?.address === undefined && asked && <AddAddressForm card={asked.card} onClose={close} />}
      {asked?.address !== undefined && (
        <RemoveAddressQuestion card={asked.card} address={asked.address} onClose={close} />
      )}
    </>
  )
}

/** What is asked of an interface: to lose the address, or without one to get one more. */
interface Asked {
  card: ServerInterface
  address?: string
}

const columnsOf = (onAsk: (asked: Asked) => void): Column<ServerInterface>[] => [
  { header: t('Network'), cell: (card) => <NetworkName card={card} /> },
  { header: t('Addresses'), cell: (card) => <Addresses card={card} onAsk={onAsk} /> },
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

function Addresses({ card, onAsk }: { card: ServerInterface; onAsk: (asked: Asked) => void }) {
  return (
    <Stack gap={2} align="flex-start">
      {card.addresses.map((address) => (
        <Group key={address} gap={4} wrap="nowrap">
          <span className="mono">{address}</span>
          <CopyButton value={address} label={t('Copy {{address}}', { address })} />
          <ActionButton
            size="compact-xs"
            variant="subtle"
            color="gray"
            needs="update_port"
            aria-label={t('Remove {{address}}', { address })}
            onClick={() => onAsk({ card, address })}
          >
            <IconX size={14} aria-hidden />
          </ActionButton>
        </Group>
      ))}
      <ActionButton
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={14} aria-hidden />}
        needs="update_port"
        onClick={() => onAsk({ card })}
      >
        {t('Add address…')}
      </ActionButton>
    </Stack>
  )
}
