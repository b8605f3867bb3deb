import { Link } from 'react-router'
import { actionWord } from '#shared/action-words'
import type { ServerAction } from '#shared/bff'
import { usePaths } from '#shared/scope'
import { DataTable, type Column } from '#ui/data-table'
import { t } from '#ui/i18n'
import { PersonName } from '#ui/name-of'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'
import { Duration, Mark } from '#ui/outcome'
import { outcomeWords } from '#ui/outcome-words'

const shown = 5

/** What was done newest to a server, one line each, and the way to all of them. */
export function RecentActivity({ serverId, actions }: { serverId: string; actions: readonly ServerAction[] }) {
  const paths = usePaths()
  return (
    <Section
      title={t('Recent activity')}
      surface="none"
      beside={
        <Link to={paths.serverActivity(serverId)} className="link">
          {t('All activity')}
        </Link>
      }
    >
      <DataTable
        label={t('Recent activity')}
        rows={actions.slice(0, shown)}
        columns={columns}
        rowKey={({ requestId, action }) => requestId + action}
        whenEmpty={<p className="nothing">{t('Nothing has been done yet.')}</p>}
      />
    </Section>
  )
}

const columns: Column<ServerAction>[] = [
  {
    header: t('Action'),
    cell: ({ action, outcome }) => (
      <span className="status">
        <Mark outcome={outcome} />
        {actionWord(action)}
        <span className="visually-hidden">, {outcomeWords[outcome]}</span>
      </span>
    ),
  },
  { header: t('By'), hideOn: 'narrow', cell: ({ by, userId }) => <PersonName id={userId} name={by} /> },
  { header: t('Started'), cell: ({ startedAt }) => <RelativeTime at={startedAt} /> },
  {
    header: t('Took'),
    align: 'right',
    hideOn: 'narrow',
    cell: ({ startedAt, finishedAt }) => <Duration from={startedAt} to={finishedAt} />,
  },
]
