import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { ActionButton } from '#ui/action-button'
import { Confirm } from '#ui/confirm'
import { type Column, DataTable } from '#ui/data-table'
import { ErrorNotice } from '#ui/error-notice'
import { t } from '#ui/i18n'
import { PersonName } from '#ui/name-of'
import { RelativeTime, useNow } from '#ui/relative-time'
import { Section } from '#ui/section'
import { type JoinToken, joinTokensQuery, takeBackJoinToken } from './join-token-queries.ts'
import { countdown, remainingMs } from './join-words.ts'

/** Whom a token is for, as it is called where it has no name of its own. */
const nameOf = ({ host_name: name }: JoinToken): string => name ?? t('Any machine')

/** The machines that may join as hosts: by which tokens, for how long still; nothing where there are none. */
export function OpenJoinTokens() {
  const { data, error, dataUpdatedAt: saidAt } = useQuery(joinTokensQuery(useBff()))
  const [doomed, setDoomed] = useState<JoinToken | null>(null)
  if (error && !data) return <ErrorNotice title={t('The open join tokens could not be loaded')} error={error} />
  if (!data || (data.length === 0 && !doomed)) return null
  return (
    <div className="join-tokens">
      <Section title={t('Machines that may join')} surface="none">
        <DataTable
          label={t('Machines that may join')}
          rows={data}
          columns={columnsAt(saidAt)}
          rowKey={({ id }) => id}
          renderActions={(token) => (
            <ActionButton
              needs="kilonova:join-tokens:delete"
              size="compact-sm"
              variant="default"
              aria-label={t('Take back: {{name}}', { name: nameOf(token) })}
              onClick={() => setDoomed(token)}
            >
              {t('Take back')}
            </ActionButton>
          )}
          whenEmpty={null}
        />
        <TakeBack token={doomed} onClose={() => setDoomed(null)} />
      </Section>
    </div>
  )
}

const columnsAt = (saidAt: number): readonly Column<JoinToken>[] => [
  {
    header: t('Host'),
    cell: (token) => (
      <>
        <span className={token.host_name === null ? 'dimmed' : 'break'}>{nameOf(token)}</span>
        <div className="join-made dimmed">
          <RelativeTime at={token.created_at} /> · {t('Made by')}{' '}
          <PersonName id={token.created_by} name={token.created_by_name} />
        </div>
      </>
    ),
  },
  {
    header: t('Still good for'),
    align: 'right',
    cell: ({ remaining }) => <Remaining remaining={remaining} saidAt={saidAt} />,
  },
]

function Remaining({ remaining, saidAt }: { remaining: number; saidAt: number }) {
  const left = remainingMs(remaining, saidAt, useNow(1000).getTime())
  return <span className="nowrap">{left === 0 ? t('Over') : countdown(left)}</span>
}

function TakeBack({ token, onClose }: { token: JoinToken | null; onClose: () => void }) {
  const bff = useBff()
  const client = useQueryClient()
  const take = useMutation({
    mutationFn: (one: JoinToken) => takeBackJoinToken(bff, one),
    onSuccess: onClose,
    onSettled: () => refetchAfter(client, { topic: 'host' }),
  })
  const close = () => {
    take.reset()
    onClose()
  }
  return (
    <Confirm
      title={t('Take the join token back?')}
      opened={token !== null}
      onClose={close}
      onConfirm={() => token && take.mutate(token)}
      submitLabel={t('Take back')}
      isPending={take.isPending}
      error={take.error}
      isDangerous
    >
      {t('No machine joins with its command any more. A host that has joined stays one.')}
    </Confirm>
  )
}
