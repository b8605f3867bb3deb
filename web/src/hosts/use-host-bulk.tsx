import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { BulkAction, ListDescriptor, Selected } from '#list/descriptor'
import { readAll } from '#list/read-all'
import { useReadPage } from '#list/use-export'
import { t } from '#ui/i18n'
import { showRefusal } from '#ui/show-refusal'
import type { Host } from './host-queries.ts'
import { DisableForm, useServiceChange } from './use-host-actions.tsx'

interface HostBulk {
  bulk: (selected: Selected<Host>) => readonly BulkAction[]
  /** To be put anywhere in the page. */
  dialog: ReactNode
}

const pageSize = 200

/** Enables or disables several hosts at once. */
export function useHostBulk({ query }: Pick<ListDescriptor<Host>, 'query'>): HostBulk {
  const change = useServiceChange()
  const readPage = useReadPage({ query })
  const [doomed, setDoomed] = useState<readonly Host[] | null>(null)
  const hostsIn = async (selected: Selected<Host>) => {
    if (!selected.all) return selected.rows
    const hosts: Host[] = []
    const { signal } = new AbortController()
    const pages = readAll((page) => readPage(page, signal), { q: selected.q, sort: [] }, pageSize)
    for await (const { rows } of pages) hosts.push(...rows)
    return hosts
  }
  const refusal = (selected: Selected<Host>, status: Host['status'], reason: string) =>
    !selected.all && selected.rows.every((host) => host.status === status) ? reason : undefined
  return {
    bulk: (selected) => [
      {
        label: t('Disable'),
        icon: <IconPlayerPause size={14} aria-hidden />,
        isFrequent: true,
        refusal: refusal(selected, 'disabled', t('They are disabled already.')),
        onClick: () =>
          void hostsIn(selected)
            .then((hosts) => setDoomed(hosts.filter(({ status }) => status === 'enabled')))
            .catch((error: Error) => showRefusal(t('The hosts could not be read'), error)),
      },
      {
        label: t('Enable'),
        icon: <IconPlayerPlay size={14} aria-hidden />,
        isFrequent: true,
        refusal: refusal(selected, 'enabled', t('They are enabled already.')),
        onClick: () =>
          void hostsIn(selected)
            .then((hosts) =>
              change(
                hosts.filter(({ status }) => status === 'disabled'),
                { status: 'enabled' },
              ),
            )
            .catch((error: Error) => showRefusal(t('Not all hosts were enabled'), error)),
      },
    ],
    dialog: <DisableForm hosts={doomed} onClose={() => setDoomed(null)} />,
  }
}
