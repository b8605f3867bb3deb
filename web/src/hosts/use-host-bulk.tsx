import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { BulkAction, ListDescriptor, Selected } from '#list/descriptor'
import { t } from '#ui/i18n'
import { showRefusal } from '#ui/show-refusal'
import type { Host } from './host-queries.ts'
import { useBulkRows } from './use-bulk-rows.ts'
import { DisableForm, useServiceChange } from './use-host-actions.tsx'

interface HostBulk {
  bulk: (selected: Selected<Host>) => readonly BulkAction[]
  /** To be put anywhere in the page. */
  dialog: ReactNode
}

/** Enables or disables several hosts at once. */
export function useHostBulk(list: Pick<ListDescriptor<Host>, 'query'>): HostBulk {
  const change = useServiceChange()
  const rowsIn = useBulkRows(list)
  const [doomed, setDoomed] = useState<readonly Host[] | null>(null)
  const hostsIn = async (selected: Selected<Host>, status: Host['status']) =>
    (await rowsIn(selected)).filter((host) => host.status === status)
  return {
    bulk: (selected) =>
      switches(selected, {
        disable: () =>
          void hostsIn(selected, 'enabled')
            .then(setDoomed)
            .catch((error: Error) => showRefusal(t('The hosts could not be read'), error)),
        enable: () =>
          void hostsIn(selected, 'disabled')
            .then((hosts) => change(hosts, { status: 'enabled' }))
            .catch((error: Error) => showRefusal(t('Not all hosts were enabled'), error)),
      }),
    dialog: <DisableForm hosts={doomed} onClose={() => setDoomed(null)} />,
  }
}

/** The two common actions of hosts or services, each with the reason where it changes none of them. */
export function switches<Row extends Pick<Host, 'status'>>(
  selected: Selected<Row>,
  { disable, enable }: { disable: () => void; enable: () => void },
): BulkAction[] {
  const refusal = (status: Host['status'], reason: string) =>
    !selected.all && selected.rows.every((row) => row.status === status) ? reason : undefined
  return [
    {
      label: t('Disable'),
      icon: <IconPlayerPause size={14} aria-hidden />,
      isFrequent: true,
      needs: 'os_compute_api:os-services:update',
      refusal: refusal('disabled', t('They are disabled already.')),
      onClick: disable,
    },
    {
      label: t('Enable'),
      icon: <IconPlayerPlay size={14} aria-hidden />,
      isFrequent: true,
      needs: 'os_compute_api:os-services:update',
      refusal: refusal('enabled', t('They are enabled already.')),
      onClick: enable,
    },
  ]
}
