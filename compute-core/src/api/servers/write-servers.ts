import type { Database, Db } from '#platform/db/database'
import { inBatches } from '#platform/flow/in-batches'
import type { Job } from '#platform/flow/jobs'
import type { ProjectId } from '#platform/ids'
import { beginCreates, type CreateRequest } from '#store/begin-action'
import { lockUsage } from '#store/quota-store'
import { insertServers, type NewServer } from '#store/server-creation'
import type { ComputeDeps } from '../compute-deps.ts'
import type { RequestContext } from '../route.ts'
import { type Claim, openQuota } from './claim-quota.ts'
import { type GroupClaim, openGroups } from './claim-group.ts'

/** Servers that one request asks for. */
export interface Creation extends Claim, GroupClaim {
  request: Claim['request']
  context: RequestContext
  projectId: ProjectId
  /** As many servers as there is room for. */
  describe(count: number): NewServer[]
  /** What their flows are told besides which server it is. */
  params: CreateRequest['params']
}

export interface Written {
  servers: readonly NewServer[]
  jobs: readonly Job[]
}

/**
 * Writes the servers of a request, as many as the quota has room for, each with its action and its job, or none. Requests of one
 * project at the same time share a transaction, so that none of them waits for a lock with a connection in its hand.
 */
export function writeServers(api: Pick<ComputeDeps, 'db' | 'config'>, creation: Creation): Promise<Written> {
  let write = writers.get(api.db)
  if (!write) writers.set(api.db, (write = inBatches((creations) => writeBatch(api, creations), batchSize)))
  return write(creation.projectId, creation)
}

const batchSize = 50
const writers = new WeakMap<Database, (projectId: string, creation: Creation) => Promise<Written>>()

function writeBatch(
  { db, config }: Pick<ComputeDeps, 'db' | 'config'>,
  creations: readonly Creation[],
): Promise<readonly PromiseSettledResult<Written>[]> {
  const { projectId } = creations[0]!
  return db.transaction().execute(async (trx) => {
    await lockUsage(trx, projectId)
    const quota = await openQuota(trx, { config }, projectId)
    const groups = await openGroups(trx, { config }, creations)
    const described = await Promise.allSettled(
      creations.map(async (each) => {
        const count = quota.claim({ ...each, request: { ...each.request, maxCount: groups.room(each) } })
        groups.take(each, count)
        return each.describe(count)
      }),
    )
    const fitting = described.flatMap((outcome, index) =>
      outcome.status === 'fulfilled' ? [{ ...creations[index]!, servers: outcome.value }] : [],
    )
    const jobs = Map.groupBy(await insertAll(trx, fitting), ({ requestId }) => requestId)
    return described.map((outcome, index): PromiseSettledResult<Written> => {
      if (outcome.status === 'rejected') return outcome
      const own = jobs.get(creations[index]!.context.requestId) ?? []
      return { status: 'fulfilled', value: { servers: outcome.value, jobs: own } }
    })
  })
}

async function insertAll(trx: Db, creations: readonly (Creation & { servers: readonly NewServer[] })[]) {
  const all = creations.flatMap(({ servers, context: { caller, requestId }, projectId, params }) =>
    servers.map((server) => ({
      server,
      caller: { userId: caller.userId, projectId, isAdmin: caller.isAdmin },
      requestId,
      params,
    })),
  )
  if (all.length === 0) return []
  await insertServers(
    trx,
    all.map(({ server }) => server),
  )
  return beginCreates(trx, all)
}
