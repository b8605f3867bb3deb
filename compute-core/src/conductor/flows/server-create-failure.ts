import type { Db } from '#platform/db/database'
import { CloudError, describe, type Failure } from '#platform/errors'
import { writeWish, type Wish } from '#platform/flow/wishes'
import { moveServer } from '#store/server-store'
import type { Conductor } from '../conductor.ts'
import type { ServerCreateParams } from './flow-params.ts'
import { idAfter } from './id-after.ts'
import { failAction, type ServerKnown } from './server-tasks.ts'

/** The task_states of a server that is being built. */
export const buildTasks = ['scheduling', 'networking', 'block_device_mapping', 'spawning'] as const

/** Hosts on which a build is tried before it is given up (Nova's max_attempts). */
const maxAttempts = 3

/** What only another request can mend, and no other host. */
const hopeless: ReadonlySet<Failure['kind']> = new Set<Failure['kind']>([
  'invalid',
  'forbidden',
  'over-quota',
  'not-found',
  'conflict',
  'gone',
  'too-large',
  'unsupported-media',
  'not-implemented',
  'no-valid-host',
])

type Failed = ServerKnown & ServerCreateParams & { schedule?: { hostName: string }; ports?: unknown }

/** After a failed build has been undone: wishes for another try elsewhere, or leaves the server in error with the reason. */
export async function settleBuild(io: Conductor, known: Failed, error: Error): Promise<void> {
  const next = nextTry(known, error)
  if (next && (await tryAgain(io, next))) return
  const told = known.earlierFailure ? withEarlier(error, known.earlierFailure) : error
  await failAction(io, known, buildTasks, told, {
    vmState: 'error',
    hostId: null,
    availabilityZone: null,
    networkInfo: [],
    powerState: 'pending',
  })
}

/** The wish for the next host, under an id that follows from this flow's: settling twice wishes once. */
function nextTry(known: Failed, error: Error): Wish | undefined {
  const { schedule, ports, flowId, requestId, serverId, requestedHost, attempt = 1, avoidHosts = [] } = known
  const isHostsFault = schedule !== undefined && ports !== undefined && !isHopeless(error)
  if (!isHostsFault || requestedHost !== undefined || attempt >= maxAttempts) return undefined
  const params: ServerCreateParams = {
    serverId,
    requestedNetworks: known.requestedNetworks,
    sealedAdminPass: known.sealedAdminPass,
    ...(known.injectedFiles && { injectedFiles: known.injectedFiles }),
    attempt: attempt + 1,
    avoidHosts: [...avoidHosts, schedule.hostName],
    earlierFailure: `Building on ${schedule.hostName} failed: ${error.message}`,
  }
  return { id: idAfter(flowId), flow: 'server-create', subjectId: serverId, params: { ...params }, requestId }
}

async function tryAgain(io: Conductor, next: Wish): Promise<boolean> {
  const serverId = (next.params as unknown as ServerCreateParams).serverId
  const isWished = await io.db.transaction().execute(async (trx) => {
    if (await isWritten(trx, next.id)) return true
    // Whoever deletes the server now waits for this row, and then sees the wish that it has to wait for.
    if (!(await moveServer(trx, serverId, buildTasks, { taskState: 'scheduling' }))) return false
    await writeWish(trx, next, next.id)
    return true
  })
  if (isWished) io.flows.kick(next)
  return isWished
}

const isWritten = async (trx: Db, id: string) =>
  (await trx.selectFrom('platform.wish').select('id').where('id', '=', id).executeTakeFirst()) !== undefined

const isHopeless = (error: Error) => error instanceof CloudError && hopeless.has(error.failure.kind)

/** What went wrong first says more than that no other host was left. */
function withEarlier(error: Error, earlier: string): Error {
  if (!(error instanceof CloudError) || error.failure.kind !== 'no-valid-host') return error
  return new Error(`${earlier} No other host could take it. ${describe(error.failure)}`, { cause: error })
}
