import type { ReconcilerView } from '@kilonova/compute-core/api/kilonova/system/system-schema'
import { Text } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useBff } from '#shared/scope'
import { ActionButton } from '#ui/action-button'
import { type Column, DataTable } from '#ui/data-table'
import { formatDuration, formatExact, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { RelativeTime, useNow } from '#ui/relative-time'
import { Section } from '#ui/section'
import { showRefusal } from '#ui/show-refusal'
import { Status } from '#ui/status'
import { reconcilerWords } from './reconciler-words.ts'
import { reconcilersQuery, runReconciler } from './system-queries.ts'

const took = (ms: number): string =>
  ms < 1000 ? t('{{ms}} ms', { ms: formatNumber(Math.round(ms)) }) : formatDuration(ms)

const columns: readonly Column<ReconcilerView>[] = [
  {
    header: t('Reconciler'),
    cell: ({ name }) => (
      <>
        <span className="mono">{name}</span>
        <Text size="sm" fw={400} c="dimmed">
          {reconcilerWords[name]}
        </Text>
      </>
    ),
  },
  {
    header: t('Status'),
    cell: ({ is_running: isRunning, last_error: error, last_run: last }) => (
      <span title={error ?? undefined}>
        {isRunning ? (
          <Status word={t('Running')} tone="moving" />
        ) : error !== null ? (
          <Status word={t('Failed')} tone="bad" />
        ) : last === null ? (
          <Status word={t('Waiting')} tone="idle" />
        ) : (
          <Status word={t('Fine')} tone="good" />
        )}
        {error !== null && <span className="dimmed"> · {error}</span>}
      </span>
    ),
  },
  {
    header: t('Last run'),
    hideOn: 'narrow',
    cell: ({ last_run: at }) => (at === null ? '—' : <RelativeTime at={at} />),
  },
  {
    header: t('Took'),
    align: 'right',
    hideOn: 'narrow',
    cell: ({ last_took_ms: ms }) => (ms === null ? '—' : <span className="nowrap">{took(ms)}</span>),
  },
  {
    header: t('Fixed in last run'),
    align: 'right',
    cell: ({ last_mended: count }) =>
      count === null ? <span className="dimmed">{t('Not counted')}</span> : formatNumber(count),
  },
  {
    header: t('Since the start'),
    align: 'right',
    hideOn: 'narrow',
    cell: ({ mended_in_all: count, runs, failures }) => (
      <span title={t('{{runs}} runs, {{failures}} of them failed', { runs, failures })}>
        {count === null ? '—' : formatNumber(count)}
      </span>
    ),
  },
  {
    header: t('Next run'),
    hideOn: 'medium',
    cell: ({ next_run: at, every_ms: every }) => (at === null ? '—' : <NextRun at={at} everyMs={every} />),
  },
]

function NextRun({ at, everyMs }: { at: string; everyMs: number }) {
  const ms = Math.max(0, Date.parse(at) - useNow(1000).getTime())
  return (
    <time dateTime={at} title={formatExact(new Date(at))} className="nowrap">
      {t('in {{time}}', { time: inWhole(ms) })}{' '}
      <span className="dimmed">· {t('every {{time}}', { time: inWhole(everyMs) })}</span>
    </time>
  )
}

/** Whole minutes, or seconds where there is none. */
const inWhole = (ms: number): string =>
  ms < 60_000
    ? t('{{seconds}} s', { seconds: formatNumber(Math.round(ms / 1000)) })
    : t('{{minutes}} min', { minutes: formatNumber(Math.round(ms / 60_000)) })

/** What looks for drift and mends it. */
export default function SystemReconcilersTab() {
  const { reconcilers } = useSuspenseQuery(reconcilersQuery(useBff())).data
  return (
    <Section title={t('Reconcilers')} surface="none">
      <p className="dimmed">
        {t('Each looks for one kind of drift and mends it, again and again. Run now has it look at once.')}
      </p>
      <DataTable
        label={t('Reconcilers')}
        rows={reconcilers}
        columns={columns}
        rowKey={({ name }) => name}
        renderActions={(row) => <RunNow name={row.name} />}
        whenEmpty={t('None has begun yet.')}
      />
    </Section>
  )
}

function RunNow({ name }: { name: string }) {
  const bff = useBff()
  const client = useQueryClient()
  const run = useMutation({
    mutationFn: () => runReconciler(bff, name),
    onError: (error) => showRefusal(t('{{name}} was not run', { name }), error),
    onSettled: () => client.invalidateQueries({ queryKey: reconcilersQuery(bff).queryKey }),
  })
  return (
    <ActionButton
      needs="kilonova:system:change"
      size="compact-sm"
      variant="default"
      loading={run.isPending}
      aria-label={t('Run now: {{name}}', { name })}
      onClick={() => run.mutate()}
    >
      {t('Run now')}
    </ActionButton>
  )
}
