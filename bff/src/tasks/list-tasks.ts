import type { ActivityView } from '@kilonova/compute-core/api/kilonova/activity/activity-schema'
import type { BulkActionView } from '@kilonova/compute-core/api/kilonova/bulk-actions/bulk-action-schema'
import type { CloudClient } from '../cloud/cloud-client.ts'
import type { Project } from '../cloud/projects.ts'

/** How far something has come. */
export type TaskOutcome = 'running' | 'done' | 'failed'

/** Something that a person has asked for: of one server, of many with one request, or as a bulk run. */
export interface TaskView {
  id: string
  /** The bulk run that it is; null for what was asked with one request. */
  runId: string | null
  action: string
  /** The body of each request of a bulk run, which tells a soft reboot from a hard one. */
  body: Record<string, unknown> | null
  project: { id: string; name: string }
  /** The server where it is about one. */
  server: { id: string; name: string; isDeleted: boolean } | null
  servers: number
  requestId: string
  startedAt: string
  /** Null while it runs. */
  finishedAt: string | null
  outcome: TaskOutcome
  /** Why it has failed. */
  message: string | null
  /** How many of how many steps, or of a bulk run servers, are through; null once it has ended. */
  progress: { done: number; total: number } | null
  /** The step that is being done. */
  step: string | null
  /** For how many servers it went well and for how many not. */
  counts: { done: number; failed: number; running: number }
}

const dayMs = 24 * 60 * 60_000
const mostTasks = 200

/** What `userId` has asked for in the last 24 hours, and what of theirs is still under way, in all of `projects`; newest first. */
export async function listTasks(
  cloud: CloudClient,
  userId: string,
  projects: readonly Project[],
  now: Date,
): Promise<TaskView[]> {
  const since = new Date(now.getTime() - dayMs).toISOString()
  const mine = `user_id=${encodeURIComponent(userId)}&all_tenants=1`
  const activity = async (filter: string) => {
    const path = `/kilonova/activity?${mine}&bulk_action_id=none&limit=${mostTasks}&${filter}`
    return (await cloud.read<{ activity: ActivityView[] }>('compute', path)).activity
  }
  const runs = `/kilonova/bulk-actions?${mine}&limit=${mostTasks}&since=${encodeURIComponent(since)}`
  const [recent, running, { bulk_actions: bulk }] = await Promise.all([
    activity(`since=${encodeURIComponent(since)}`),
    activity('outcome=running'),
    cloud.read<{ bulk_actions: BulkActionView[] }>('compute', runs),
  ])
  // What they may no longer see is no longer told, though they have asked for it.
  const names = new Map(projects.map(({ id, name }) => [id, name]))
  const isMine = ({ project_id }: { project_id: string | null }) => project_id !== null && names.has(project_id)
  const projectOf = (id: string) => ({ id, name: names.get(id)! })
  const actions = [...new Map([...recent, ...running].map((one) => [one.id, one])).values()].filter(isMine)
  const tasks = [
    ...[...groupedByRequest(actions).values()].map((group) => actionTask(group, projectOf)),
    ...bulk.filter(isMine).map((run) => bulkTask(run, projectOf)),
  ]
  return tasks.toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt)).slice(0, mostTasks)
}

/** One request may create many servers: together they are one thing that was asked for. */
function groupedByRequest(actions: readonly ActivityView[]): Map<string, ActivityView[]> {
  const groups = new Map<string, ActivityView[]>()
  for (const one of actions) {
    const key = `${one.request_id}/${one.action}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return groups
}

type ProjectOf = (id: string) => { id: string; name: string }

function actionTask(group: readonly ActivityView[], projectOf: ProjectOf): TaskView {
  const [first] = group as [ActivityView, ...ActivityView[]]
  const count = (outcome: TaskOutcome) => group.filter((one) => one.outcome === outcome).length
  const counts = { done: count('done'), failed: count('failed'), running: count('running') }
  const outcome = outcomeOf(counts)
  const stepsOf = ({ steps }: ActivityView) => steps.filter(({ finish_time }) => finish_time !== null).length
  const isOne = group.length === 1
  return {
    id: `${first.request_id}/${first.action}`,
    runId: null,
    action: first.action,
    body: null,
    project: projectOf(first.project_id),
    server: isOne ? { id: first.server_id, name: first.server_name, isDeleted: first.server_deleted } : null,
    servers: group.length,
    requestId: first.request_id,
    startedAt: earliest(group.map(({ start_time }) => start_time)),
    finishedAt: outcome === 'running' ? null : latest(group.map(({ finish_time }) => finish_time)),
    outcome,
    message: group.find(({ message }) => message !== null)?.message ?? null,
    progress: outcome !== 'running' ? null : isOne ? stepProgress(first, stepsOf(first)) : serverProgress(counts),
    step: isOne ? (first.steps.find(({ finish_time }) => finish_time === null)?.event ?? null) : null,
    counts,
  }
}

/** Steps back after a failure come in addition to those that a flow has. */
const stepProgress = ({ steps_total }: ActivityView, done: number) =>
  steps_total === null ? null : { done: Math.min(done, steps_total), total: steps_total }

const serverProgress = ({ done, failed, running }: TaskView['counts']) => ({
  done: done + failed,
  total: done + failed + running,
})

function bulkTask(run: BulkActionView, projectOf: ProjectOf): TaskView {
  const { total, waiting, running, done, failed, refused, not_sent: notSent } = run.counts
  const counts = { done, failed: failed + refused + notSent, running: running + waiting }
  return {
    id: run.id,
    runId: run.id,
    action: run.action,
    body: run.body,
    project: projectOf(run.project_id!),
    server: null,
    servers: total,
    requestId: run.request_id,
    startedAt: run.created_at,
    finishedAt: run.outcome === 'running' ? null : run.updated_at,
    outcome: run.outcome,
    message: null,
    progress: run.outcome === 'running' ? { done: total - counts.running, total } : null,
    step: null,
    counts,
  }
}

const outcomeOf = ({ running, failed }: TaskView['counts']): TaskOutcome =>
  running > 0 ? 'running' : failed > 0 ? 'failed' : 'done'

const times = (texts: readonly (string | null)[]) => texts.filter((text) => text !== null).toSorted()
const earliest = (texts: readonly (string | null)[]): string => times(texts)[0]!
const latest = (texts: readonly (string | null)[]): string | null => times(texts).at(-1) ?? null
