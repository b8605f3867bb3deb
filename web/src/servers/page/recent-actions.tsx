import { Link } from 'react-router'
import type { ServerAction } from '#shared/bff'
import { usePaths } from '#shared/scope'
import { DataTable, type Column } from '#ui/data-table'
import { humanize } from '#ui/format'
import { t } from '#ui/i18n'
import { PersonName } from '#ui/name-of'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'
import { Duration, Mark } from '#ui/timeline'

const shown = 5

/** The newest things that were done to a server, one line each, and the way to all of them. */
export function RecentActions({ serverId, actions }: { serverId: string; actions: readonly ServerAction[] }) {
  const paths = usePaths()
  return (
    <Section
      title={t('Recent actions')}
      surface="none"
      beside={
        <Link to={paths.serverActions(serverId)} className="label">
          {t('All actions')}
        </Link>
      }
    >
      <DataTable
        label={t('Recent actions')}
        rows={actions.slice(0, shown)}
        columns={columns}
        rowKey={({ requestId, action }) => requestId + action}
        whenEmpty={<p className="nothing">{t('Nothing has been done yet.')}</p>}
      />
    </Section>
  )
}

const outcomes = { running: t('running'), done: t('done'), failed: t('failed') } as const

const columns: Column<ServerAction>[] = [
  {
    header: t('Action'),
    cell: ({ action, outcome }) => (
      <span className="status">
        <Mark outcome={outcome} />
        {humanize(action)}
        <span className="visually-hidden">, {outcomes[outcome]}</span>
      </span>
    ),
  },
  { header: t('By'), hideOn: 'narrow', cell: ({ by, userId }) => <PersonName id={userId} name={by} /> },
  { header: t('Started'), cell: ({ startedAt }) => <RelativeTime at={startedAt} /> },
  {
    header: t('Took'),
    hideOn: 'narrow',
    cell: ({ startedAt, finishedAt }) => <Duration from={startedAt} to={finishedAt} />,
  },
]
