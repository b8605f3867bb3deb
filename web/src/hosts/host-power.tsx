import { IconPower, IconRefresh } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useBff } from '#shared/scope'
import type { MenuAction } from '#ui/actions-menu'
import { Confirm } from '#ui/confirm'
import { t } from '#ui/i18n'
import { hostPower } from './host-changes.ts'
import type { Host } from './host-queries.ts'

/** What is asked of the power of a host. */
export type HostPowerAsked = 'reboot' | 'shutdown'

/** What can be done with the power of a host, for its menu. */
export const powerMenu = ({ state }: Pick<Host, 'state'>, begin: (what: HostPowerAsked) => void): MenuAction[] => {
  const refusal = state === 'up' ? undefined : t('It does not report: nobody there would hear of it.')
  return [
    {
      label: t('Reboot host'),
      icon: <IconRefresh size={16} aria-hidden />,
      group: 'power',
      isDangerous: true,
      refusal,
      needs: 'os_compute_api:os-hosts:reboot',
      onClick: () => begin('reboot'),
    },
    {
      label: t('Shut down host'),
      icon: <IconPower size={16} aria-hidden />,
      group: 'power',
      isDangerous: true,
      refusal,
      needs: 'os_compute_api:os-hosts:shutdown',
      onClick: () => begin('shutdown'),
    },
  ]
}

/** Asks before a host is rebooted or shut down; null while nobody wants that. */
export function HostPower({
  asked,
  onClose,
}: {
  asked: { host: Host; what: HostPowerAsked } | null
  onClose: () => void
}) {
  const bff = useBff()
  const power = useMutation({
    mutationFn: ({ host, what }: { host: Host; what: HostPowerAsked }) => hostPower(bff, host, what),
    onSuccess: onClose,
  })
  const close = () => {
    power.reset()
    onClose()
  }
  const name = asked?.host.name ?? ''
  const isReboot = asked?.what === 'reboot'
  return (
    <Confirm
      title={isReboot ? t('Reboot host {{name}}?', { name }) : t('Shut down host {{name}}?', { name })}
      opened={asked !== null}
      onClose={close}
      onConfirm={() => asked && power.mutate(asked)}
      submitLabel={isReboot ? t('Reboot host') : t('Shut down host')}
      isPending={power.isPending}
      error={power.error}
      isDangerous
      typed={name}
    >
      <p>
        {t('The machine itself, with the {{count}} servers on it and whatever else runs there.', {
          count: asked?.host.servers ?? 0,
        })}{' '}
        {isReboot
          ? t(
              'Its servers are stopped afterwards, unless the setting resume_guests_state_on_host_boot has them started.',
            )
          : t('Nothing here can switch it on again: that takes its power button or its remote console.')}
      </p>
    </Confirm>
  )
}
