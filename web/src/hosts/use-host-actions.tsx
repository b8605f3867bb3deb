import { Text, TextInput } from '@mantine/core'
import { IconHeartbeat, IconPlayerPause, IconPlayerPlay, IconPlugConnectedX, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import type { MenuAction } from '#ui/actions-menu'
import { Confirm } from '#ui/confirm'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { RelativeTime } from '#ui/relative-time'
import { showRefusal } from '#ui/show-refusal'
import { changeService, eachHost, forgetHost, type ServiceChange } from './host-changes.ts'
import { HostPower, type HostPowerAsked, powerMenu } from './host-power.tsx'
import { type Host, hostQuery } from './host-queries.ts'

interface HostActions {
  /** Does it, or asks first. */
  begin: (host: Host, what: HostAsked) => void
  /** What can be done with a host, each with the reason where it cannot. */
  menuOf: (host: Host) => MenuAction[]
  /** To be put anywhere in the page. */
  dialogs: ReactNode
}

/** What is asked of a host: with a form or a warning first, or at once. */
export type HostAsked = 'disable' | 'force-down' | 'forget' | 'enable' | 'undo-force-down' | HostPowerAsked

const atOnce: Partial<Record<HostAsked, ServiceChange>> = {
  enable: { status: 'enabled' },
  'undo-force-down': { forced_down: false },
}

/** The menu of what can be done with a host, each with the reason where it cannot. */
export const hostMenu = (
  host: Pick<Host, 'status' | 'forced_down' | 'servers'>,
  begin: (what: HostAsked) => void,
): MenuAction[] => [
  host.status === 'enabled'
    ? {
        label: t('Disable'),
        icon: <IconPlayerPause size={16} aria-hidden />,
        group: 'service',
        needs: 'os_compute_api:os-services:update',
        onClick: () => begin('disable'),
      }
    : {
        label: t('Enable'),
        icon: <IconPlayerPlay size={16} aria-hidden />,
        group: 'service',
        needs: 'os_compute_api:os-services:update',
        onClick: () => begin('enable'),
      },
  host.forced_down
    ? {
        label: t('Undo force down'),
        icon: <IconHeartbeat size={16} aria-hidden />,
        group: 'service',
        needs: 'os_compute_api:os-services:update',
        onClick: () => begin('undo-force-down'),
      }
    : {
        label: t('Force down'),
        icon: <IconPlugConnectedX size={16} aria-hidden />,
        group: 'end',
        isDangerous: true,
        needs: 'os_compute_api:os-services:update',
        onClick: () => begin('force-down'),
      },
  {
    label: t('Forget'),
    icon: <IconTrash size={16} aria-hidden />,
    group: 'end',
    isDangerous: true,
    refusal: forgetRefusal(host),
    needs: 'os_compute_api:os-services:delete',
    onClick: () => begin('forget'),
  },
]

/** Everything that can be done with a host, for menus; `onForgotten` leads away from its page. */
export function useHostActions(onForgotten?: () => unknown): HostActions {
  const change = useServiceChange()
  const [asked, setAsked] = useState<{ what: HostAsked; host: Host } | null>(null)
  const close = () => setAsked(null)
  const hostOf = (what: HostAsked) => (asked?.what === what ? asked.host : null)
  const begin = (host: Host, what: HostAsked) => {
    const json = atOnce[what]
    if (!json) return setAsked({ what, host })
    void change([host], json).catch((error: Error) =>
      showRefusal(t('{{name}} was not changed', { name: host.name }), error),
    )
  }
  const doomed = hostOf('disable')
  const powerAsked =
    asked && (asked.what === 'reboot' || asked.what === 'shutdown') ? { host: asked.host, what: asked.what } : null
  return {
    begin,
    menuOf(host) {
      const ask = (what: HostAsked) => begin(host, what)
      const [service, ...ends] = hostMenu(host, ask)
      return [service!, ...powerMenu(host, ask), ...ends]
    },
    dialogs: (
      <>
        <DisableForm hosts={doomed && [doomed]} onClose={close} />
        <HostPower asked={powerAsked} onClose={close} />
        <ForceDown key={`down ${asked?.host.id}`} host={hostOf('force-down')} onClose={close} />
        <Forget key={asked?.host.id} host={hostOf('forget')} onClose={close} onForgotten={onForgotten} />
      </>
    ),
  }
}

/** Why a host cannot be forgotten now. */
export const forgetRefusal = ({ servers }: Pick<Host, 'servers'>): string | undefined =>
  servers > 0 ? t('{{count}} servers are on it. Move or delete them first.', { count: servers }) : undefined

/** Changes the services of hosts; resolves once that is shown. */
export function useServiceChange() {
  const bff = useBff()
  const queryClient = useQueryClient()
  return async (hosts: readonly Host[], json: ServiceChange) => {
    try {
      if (hosts.length === 1) await changeService(bff, hosts[0]!, json)
      else await eachHost(hosts, (host) => changeService(bff, host, json))
    } finally {
      await refetchAfter(queryClient, { topic: 'host' })
    }
  }
}

/** Disables hosts, with the reason that everybody who asks will read; null while none is to be. */
export function DisableForm({ hosts, onClose }: { hosts: readonly Host[] | null; onClose: () => void }) {
  const change = useServiceChange()
  const [reason, setReason] = useState('')
  const disable = useMutation({
    mutationFn: () => change(hosts ?? [], { status: 'disabled', disabled_reason: reason.trim() }),
    onSuccess: () => close(),
  })
  const close = () => {
    disable.reset()
    setReason('')
    onClose()
  }
  const [only, ...more] = hosts ?? []
  const servers = (hosts ?? []).reduce((sum, host) => sum + host.servers, 0)
  const title =
    only && more.length === 0
      ? t('Disable host {{name}}', { name: only.name })
      : t('Disable {{count}} hosts', { count: hosts?.length ?? 0 })
  return (
    <FormDialog
      title={title}
      opened={hosts !== null}
      onClose={close}
      onSubmit={() => disable.mutate()}
      submitLabel={t('Disable')}
      isPending={disable.isPending}
      error={disable.error}
      refusal={reason.trim() === '' ? t('Say why, for those who wonder later.') : undefined}
    >
      <Text size="sm">
        {t('No new servers are placed there until it is enabled again.')}{' '}
        {servers > 0 && t('The {{count}} servers there keep running.', { count: servers })}
      </Text>
      {more.length > 0 && <Text size="sm">{hosts?.map(({ name }) => name).join(', ')}</Text>}
      <TextInput
        label={t('Reason')}
        description={t('Other administrators see it beside the host')}
        data-autofocus
        maxLength={255}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  )
}

function ForceDown({ host, onClose }: { host: Host | null; onClose: () => void }) {
  const change = useServiceChange()
  const force = useMutation({
    mutationFn: (of: Host) => change([of], { forced_down: true }),
    onSuccess: onClose,
  })
  const close = () => {
    force.reset()
    onClose()
  }
  return (
    <Confirm
      title={t('Force down host {{name}}?', { name: host?.name ?? '' })}
      opened={host !== null}
      onClose={close}
      onConfirm={() => host && force.mutate(host)}
      submitLabel={t('Force down')}
      isPending={force.isPending}
      error={force.error}
      isDangerous
      typed={host?.name}
    >
      {host && (
        <>
          <p>
            {t('The host counts as down at once, whatever it reports, and with it the {{count}} servers on it.', {
              count: host.servers,
            })}
          </p>
          <p>
            {t(
              'No new servers are placed there. Tools that watch over servers take it as off and may start its servers elsewhere: one that still runs there then runs twice, on the same data. Do this only to a host that is off. Kilonova itself moves no servers yet.',
            )}
          </p>
          {host.state === 'up' && (
            <p>
              <b>{t('It still reports.')}</b> {t('Last heard')} <RelativeTime at={host.updated_at} />
            </p>
          )}
        </>
      )}
    </Confirm>
  )
}

interface ForgetProps {
  host: Host | null
  onClose: () => void
  onForgotten: (() => unknown) | undefined
}

function Forget({ host, onClose, onForgotten }: ForgetProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const forget = useMutation({
    async mutationFn(of: Host) {
      await forgetHost(bff, of)
      onForgotten?.()
      await refetchAfter(queryClient, { topic: 'host' })
    },
    onSuccess: onClose,
  })
  const close = () => {
    forget.reset()
    onClose()
  }
  return (
    <Confirm
      title={t('Forget host {{name}}?', { name: host?.name ?? '' })}
      opened={host !== null}
      onClose={close}
      onConfirm={() => host && forget.mutate(host)}
      submitLabel={t('Forget host')}
      isPending={forget.isPending}
      error={forget.error}
      isDangerous
      typed={host?.name}
    >
      <p>{t('Its service, what placement knows of it and its places in aggregates are deleted.')}</p>
      {host && <ComesBack key={host.id} name={host.name} />}
    </Confirm>
  )
}

/** Whether a host that is forgotten comes back: it depends on where its agent runs. */
function ComesBack({ name }: { name: string }) {
  const { data } = useQuery(hostQuery(useBff(), name))
  if (!data) return null
  return (
    <p>
      {data.joined_at === null
        ? t(
            'Its agent runs in a process of the control: as long as that does, it comes back as a new host at its next report.',
          )
        : t('Its identity is revoked: its agent stops, and the machine is a host again only once it joins anew.')}
    </p>
  )
}
