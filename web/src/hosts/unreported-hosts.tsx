import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { ActionButton } from '#ui/action-button'
import { Confirm } from '#ui/confirm'
import { type Column, DataTable } from '#ui/data-table'
import { ErrorNotice } from '#ui/error-notice'
import { t } from '#ui/i18n'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'
import { forgetUnreportedHost } from './host-changes.ts'
import { type UnreportedHost, unreportedHostsQuery } from './host-queries.ts'

const columns: readonly Column<UnreportedHost>[] = [
  { header: t('Host'), cell: ({ name }) => <span className="break">{name}</span> },
  { header: t('Address'), cell: ({ address }) => address },
  { header: t('Joined'), align: 'right', cell: ({ joined_at: at }) => <RelativeTime at={at} /> },
]

/** The machines that have joined as hosts and never reported, which the list does not have; nothing where there are none. */
export function UnreportedHosts() {
  const { data, error } = useQuery(unreportedHostsQuery(useBff()))
  const [doomed, setDoomed] = useState<UnreportedHost | null>(null)
  const title = t('Joined, never reported')
  if (error && !data)
    return <ErrorNotice title={t('The machines that have joined could not be loaded')} error={error} />
  if (!data || (data.length === 0 && !doomed)) return null
  return (
    <div className="join-tokens">
      <Section title={title} surface="none">
        <p className="dimmed">
          {t(
            'These machines are hosts of the cloud, but nothing has been heard of their agents yet. Start each with npm run agent.',
          )}
        </p>
        <DataTable
          label={title}
          rows={data}
          columns={columns}
          rowKey={({ name }) => name}
          renderActions={(host) => (
            <ActionButton
              needs="kilonova:hosts:delete"
              size="compact-sm"
              variant="default"
              aria-label={t('Forget host {{name}}', { name: host.name })}
              onClick={() => setDoomed(host)}
            >
              {t('Forget')}
            </ActionButton>
          )}
          whenEmpty={null}
        />
        <ForgetUnreported host={doomed} onClose={() => setDoomed(null)} />
      </Section>
    </div>
  )
}

function ForgetUnreported({ host, onClose }: { host: UnreportedHost | null; onClose: () => void }) {
  const bff = useBff()
  const client = useQueryClient()
  const forget = useMutation({
    mutationFn: (one: UnreportedHost) => forgetUnreportedHost(bff, one),
    onSuccess: onClose,
    onSettled: () => refetchAfter(client, { topic: 'host' }),
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
    >
      {t('Its identity is revoked: its agent stops, and the machine is a host again only once it joins anew.')}
    </Confirm>
  )
}
