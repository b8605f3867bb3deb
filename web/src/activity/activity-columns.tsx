import type { ActivityView } from '@kilonova/compute-core/api/kilonova/activity/activity-schema'
import { actionWord } from '#shared/action-words'
import { stepWord } from '#shared/step-words'
import type { Paths } from '#shared/paths'
import type { ListColumn } from '#list/descriptor'
import { CopyButton } from '#ui/copy-button'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { PersonName } from '#ui/name-of'
import { RelativeTime } from '#ui/relative-time'
import { Status, type StatusLook } from '#ui/status'
import { Duration } from '#ui/outcome'

const looks: Readonly<Record<ActivityView['outcome'], StatusLook>> = {
  running: { word: t('Running'), tone: 'moving' },
  done: { word: t('Done'), tone: 'good' },
  failed: { word: t('Failed'), tone: 'bad' },
}

/** The columns of activity, with links to pages of the scope that `paths` is of. */
export const activityColumns = (paths: Paths): readonly ListColumn<ActivityView>[] => [
  {
    id: 'action',
    header: t('Action'),
    width: 120,
    cell: ({ action }) => actionWord(action),
    value: ({ action }) => action,
  },
  {
    id: 'server',
    header: t('Server'),
    width: 190,
    cell: ({ server_id, server_name, server_deleted }) =>
      server_deleted ? (
        <span title={t('Deleted')}>
          <s>{server_name}</s>
        </span>
      ) : (
        <NameLink to={paths.serverActivity(server_id)} name={server_name} />
      ),
    value: ({ server_name }) => server_name,
  },
  {
    id: 'result',
    header: t('Result'),
    width: 240,
    cell: ({ outcome, message, steps, steps_total }) => (
      <span title={message ?? undefined}>
        <Status {...looks[outcome]} task={outcome === 'running' ? stepOf(steps, steps_total) : null} />
        {message && <span className="dimmed"> · {message}</span>}
      </span>
    ),
    value: ({ outcome }) => outcome,
  },
  {
    id: 'reason',
    header: t('Reason'),
    width: 240,
    hidden: true,
    cell: ({ message }) => message && <span title={message}>{message}</span>,
    value: ({ message }) => message,
  },
  {
    id: 'user',
    header: t('By'),
    width: 120,
    cell: ({ user_id, user_name }) => <PersonName id={user_id} name={user_name} />,
    value: ({ user_name, user_id }) => user_name ?? user_id,
  },
  {
    id: 'started',
    header: t('Started'),
    width: 126,
    cell: ({ start_time }) => <RelativeTime at={start_time} />,
    value: ({ start_time }) => start_time,
  },
  {
    id: 'took',
    header: t('Took'),
    width: 84,
    align: 'right',
    cell: ({ start_time, finish_time }) => <Duration from={start_time} to={finish_time} />,
    value: ({ start_time, finish_time }) => finish_time && (Date.parse(finish_time) - Date.parse(start_time)) / 1000,
  },
  {
    id: 'request',
    header: t('Request ID'),
    width: 140,
    cell: ({ request_id }) => (
      <span className="with-copy reveals">
        <span className="mono">{request_id.slice(0, 12)}…</span>
        <CopyButton value={request_id} label={t('Copy request ID')} isQuiet />
      </span>
    ),
    value: ({ request_id }) => request_id,
  },
  {
    id: 'finished',
    header: t('Finished'),
    width: 126,
    hidden: true,
    cell: ({ finish_time }) => finish_time && <RelativeTime at={finish_time} />,
    value: ({ finish_time }) => finish_time,
  },
]

function stepOf(steps: ActivityView['steps'], total: number | null) {
  const current = steps.find(({ finish_time }) => finish_time === null)
  const done = steps.filter(({ finish_time }) => finish_time !== null).length
  if (total === null) return null
  return { word: current ? stepWord(current.event) : t('Waiting'), step: Math.min(done + 1, total), of: total }
}
