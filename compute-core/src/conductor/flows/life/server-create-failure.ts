import { accountOf, CloudError, describe, type Failure, failed } from '#platform/errors'
import { isWritten } from '#platform/flow/job-ledger'
import { writeJob, type Job } from '#platform/flow/jobs'
import { moveServer } from '#store/server-store'
import type { Conductor } from '../../conductor.ts'
import type { ServerCreateParams } from '#store/server-jobs'
import { idAfter } from '../kit/id-after.ts'
import type { ServerKnown } from '../kit/preemption.ts'
import { failAction } from '../kit/server-tasks.ts'

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

/** After a failed build has been undone: enqueues another try elsewhere, or leaves the server in error with the reason. */
export async function settleBuild(io: Conductor, known: Failed, error: Error): Promise<void> {
  const next = nextTry(known, error)
  if (next && (await tryAgain(io, next))) return
  const told = withEarlier(error, known)
  await failAction(io, known, buildTasks, told, {
    vmState: 'error',
    hostId: null,
    availabilityZone: null,
    networkInfo: [],
    powerState: 'pending',
  })
}

/** The job for the next host, under an id that follows from this flow's: settling twice enqueues it once. */
function nextTry(known: Failed, error: Error): Job | undefined {
  const {
    schedule,
    ports,
    flowId,
    requestId,
    serverId,
    requestedHost,
    attempt = 1,
    avoidHosts = [],
    earlierDetail = [],
    turn,
  } = known
  const isHostsFault = schedule !== undefined && ports !== undefined && !isHopeless(error)
  if (!isHostsFault || requestedHost !== undefined || attempt >= maxAttempts) return undefined
  const params: ServerCreateParams = {
    serverId,
    requestedNetworks: known.requestedNetworks,
    sealedAdminPass: known.sealedAdminPass,
    ...(known.injectedFiles && { injectedFiles: known.injectedFiles }),
    ...(known.anyImage && { anyImage: known.anyImage }),
    attempt: attempt + 1,
    avoidHosts: [...avoidHosts, schedule.hostName],
    earlierFailure: accountOf(error).sentence,
    earlierDetail: [...earlierDetail, `On ${schedule.hostName}: ${accountOf(error).detail ?? error.message}`],
  }
  return { id: idAfter(flowId), flow: 'server-create', subjectId: serverId, params: { ...params }, requestId, turn }
}

async function tryAgain(io: Conductor, next: Job): Promise<boolean> {
  const serverId = (next.params as unknown as ServerCreateParams).serverId
  const isEnqueued = await io.db.transaction().execute(async (trx) => {
    if (await isWritten(trx, next.id)) return true
    // Whoever deletes the server now waits for this row, and then sees the job that it has to wait for.
    if (!(await moveServer(trx, serverId, buildTasks, { taskState: 'scheduling' }))) return false
    await writeJob(trx, next, next.id)
    return true
  })
  if (isEnqueued) io.flows.dispatch(next)
  return isEnqueued
}

const isHopeless = (error: Error) => error instanceof CloudError && hopeless.has(error.failure.kind)

/** What went wrong first says more than that no other host was left. */
function withEarlier(error: Error, { earlierFailure, earlierDetail = [] }: Failed): Error {
  if (!earlierFailure || !(error instanceof CloudError) || error.failure.kind !== 'no-valid-host') return error
  const told = `Building it failed: ${earlierFailure} No other host could take it. ${describe(error.failure)}`
  return failed(told, [...earlierDetail, error.failure.detail].filter((part) => part !== undefined).join('\n'), error)
}
