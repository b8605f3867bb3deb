import type { BulkItem, BulkRunWithCounts } from '#store/bulk-run-queries'
import type { ComputeDeps } from '../../compute-deps.ts'
import type { RequestContext } from '../../route.ts'
import { seesUserData } from '../../servers/server-viewer.ts'
import type { BulkActionView, BulkItemView } from './bulk-action-schema.ts'

/** A run as it is shown to `caller`; `names` are those of users. */
export function viewBulkAction(
  run: BulkRunWithCounts,
  names: ReadonlyMap<string, string>,
  caller: RequestContext['caller'],
): BulkActionView {
  const { waiting, running, failed, refused, notSent, total, done } = run.counts
  const isRunning = run.finishedAt === null || waiting + running > 0
  return {
    id: run.id,
    action: run.action,
    body: seesUserData(caller) ? run.body : withoutUserData(run.body),
    user_id: run.userId,
    user_name: names.get(run.userId) ?? null,
    project_id: run.projectId,
    request_id: run.requestId,
    created_at: run.createdAt.toISOString(),
    updated_at: run.updatedAt.toISOString(),
    finished_at: run.finishedAt?.toISOString() ?? null,
    outcome: isRunning ? 'running' : failed + refused + notSent > 0 ? 'failed' : 'done',
    counts: { total, waiting, running, done, failed, refused, not_sent: notSent },
  }
}

/** What was asked, without what guests are told at their start. */
const withoutUserData = (body: BulkRunWithCounts['body']) =>
  body &&
  Object.fromEntries(
    Object.entries(body).map(([name, told]) => {
      if (typeof told !== 'object' || told === null) return [name, told]
      const { user_data: _, personality: __, ...shown } = told as Record<string, unknown>
      return [name, shown]
    }),
  )

/** One server of a run as it is shown. */
export const viewBulkItem = (item: BulkItem, { stepsOf }: Pick<ComputeDeps, 'stepsOf'>): BulkItemView => ({
  position: item.position,
  server_id: item.serverId,
  server_name: item.serverName,
  server_deleted: item.serverDeleted,
  request_id: item.requestId,
  outcome: item.outcome,
  status: item.status,
  message: item.message ?? (item.outcome === 'failed' ? 'It failed.' : null),
  sent_at: item.sentAt?.toISOString() ?? null,
  finished_at: item.finishedAt?.toISOString() ?? null,
  steps_done: item.stepsDone,
  steps_total: item.flow === null ? null : stepsOf(item.flow).length,
})
