import type { Task } from './tasks-query.ts'

/** What ends within a moment, and whose end is seen where it was asked for: its failure is told all the same. */
const brief: ReadonlySet<string> = new Set([
  'lock',
  'unlock',
  'start',
  'stop',
  'pause',
  'unpause',
  'suspend',
  'resume',
  'delete',
])
const longMs = 5_000

/** The ids of those that have ended. */
export const endedIds = (tasks: readonly Task[]): ReadonlySet<string> =>
  new Set(tasks.filter(({ finishedAt }) => finishedAt !== null).map(({ id }) => id))

/** The tasks that have ended, other than those that had `before`, and whose end is worth a notice to somebody who does not look at them at `pathname`. */
export const endedElsewhere = (tasks: readonly Task[], before: ReadonlySet<string>, pathname: string): Task[] =>
  tasks.filter((task) => {
    const { id, finishedAt, startedAt, outcome, runId, action } = task
    if (finishedAt === null || before.has(id)) return false
    if (isShownAt(task, pathname)) return false
    const tookMs = Date.parse(finishedAt) - Date.parse(startedAt)
    return outcome === 'failed' || runId !== null || !brief.has(action) || tookMs >= longMs
  })

/** Whether the page at `pathname` is that of the task's own thing. */
export const isShownAt = ({ runId, server }: Task, pathname: string): boolean => {
  const id = runId ?? server?.id
  return id !== undefined && pathname.split('/').includes(id)
}
