import { Progress } from '@mantine/core'
import { Link } from 'react-router'
import { taskTitle } from '#shared/action-words'
import { stepWord } from '#shared/step-words'
import { useSession } from '#shared/session'
import { t } from '#ui/i18n'
import { RelativeTime } from '#ui/relative-time'
import { StatusMark, type Tone } from '#ui/status'
import { Duration } from '#ui/outcome'
import { taskPath } from './task-path.ts'
import type { Task } from './tasks-query.ts'
import { outcomeWords } from '#ui/outcome-words'

const tones: Readonly<Record<Task['outcome'], Tone>> = { running: 'moving', done: 'good', failed: 'bad' }
interface TaskLineProps {
  task: Task
  /** It has failed, and nobody has seen that yet. */
  isNew: boolean
  onFollow: () => void
}

/** A task in the panel: what, where, how far it has come and what came of it. */
export function TaskLine({ task, isNew, onFollow }: TaskLineProps) {
  const session = useSession()
  const title = taskTitle(task.action, task.server?.name ?? null, task.servers)
  const { progress } = task
  return (
    <li data-new={isNew}>
      <div className="task-line">
        <StatusMark tone={tones[task.outcome]} />
        <span className="visually-hidden">{outcomeWords[task.outcome]}: </span>
        <Link to={taskPath(task, session)} className="name-link clip" title={title} onClick={onFollow}>
          {title}
        </Link>
        <span className="figure dimmed">
          <Duration from={task.startedAt} to={task.finishedAt} />
        </span>
      </div>
      <div className="task-below">
        {progress && <Progress size={4} value={(progress.done / progress.total) * 100} aria-label={title} />}
        <div>
          {progress && <span>{progressOf(task)} · </span>}
          {!progress && task.servers > 1 && <span>{resultOf(task)} · </span>}
          {session.projects.length > 1 && <span>{task.project.name} · </span>}
          <RelativeTime at={task.startedAt} />
        </div>
        {task.message && <div className="task-reason break">{task.message}</div>}
      </div>
    </li>
  )
}

/** "step 1 of 6: Choosing a host", "7 of 12 servers". */
function progressOf({ progress, servers, step, runId }: Task): string {
  const { done, total } = progress!
  if (runId !== null || servers > 1) return t('{{done}} of {{count}} servers', { done, count: total })
  const nth = Math.min(done + 1, total)
  if (step === null) return t('step {{nth}} of {{total}}', { nth, total })
  return t('step {{nth}} of {{total}}: {{step}}', { nth, total, step: stepWord(step) })
}

const resultOf = ({ counts }: Task): string =>
  counts.failed > 0 ? t('{{done}} done, {{failed}} failed', counts) : t('{{count}} done', { count: counts.done })
