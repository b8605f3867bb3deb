import { setTimeout as pause } from 'node:timers/promises'
import { atMost } from '#platform/at-most'
import type { Caller } from '#platform/http/caller'
import {
  answerItem,
  type BulkAnswer,
  type BulkRun,
  endOpenItems,
  findBulkRun,
  finishBulkRun,
  markSending,
  openBulkItems,
  type OpenBulkItem,
  putBack,
  touchBulkRun,
} from '#store/bulk-run-store'
import type { Conductor } from '../../conductor.ts'

/** How many servers are asked at once, and after how many it is looked anew whether whoever asked still may. */
const atOnce = 8
const batch = 32
/** For how long a server is asked again that the API puts off. */
const patienceMs = 60 * 60_000
const longestPauseSeconds = 30

type Io = Pick<Conductor, 'db' | 'identity' | 'askCompute' | 'log'>

/**
 * Asks every server of a run that has had no answer yet. It may be begun again at any point and asks none twice: a server's request has its
 * id before it is sent, and what it has begun is in the server's action log under that id.
 */
export async function sendItems(io: Io, runId: string): Promise<void> {
  const run = await findBulkRun(io.db, runId)
  if (!run) return
  for (;;) {
    const items = await openBulkItems(io.db, runId, batch)
    if (items.length === 0) break
    const caller = await io.identity.callerNow(run)
    if (!caller) {
      await endOpenItems(io.db, runId, 'Not sent: whoever asked for it has no role in the project any more.')
      break
    }
    const putOffSeconds = await sendBatch(io, { run, caller }, items)
    await touchBulkRun(io.db, runId)
    if (putOffSeconds > 0) await pause(putOffSeconds * 1000, undefined, { ref: false })
  }
  await finishBulkRun(io.db, runId)
}

interface Asking {
  run: BulkRun
  caller: Caller
}

/** Asks these servers; answers for how many seconds the API wants to be left alone. */
async function sendBatch(io: Io, asking: Asking, items: readonly OpenBulkItem[]): Promise<number> {
  const turn = atMost(atOnce)
  let putOffSeconds = 0
  const ends = await Promise.allSettled(
    items.map((item) =>
      turn(async () => {
        // The others of this batch would be put off as well.
        if (putOffSeconds === 0) putOffSeconds = Math.max(putOffSeconds, await sendItem(io, asking, item))
      }),
    ),
  )
  // Only once all have ended: whoever begins anew must not meet one that is still being sent.
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return putOffSeconds
}

async function sendItem(io: Io, { run, caller }: Asking, item: OpenBulkItem): Promise<number> {
  const { position } = item
  const write = (answer: BulkAnswer) => answerItem(io.db, run.id, position, answer).then(() => 0)
  if (item.isGiven) return write({ state: 'accepted', status: 202, message: null })
  if (item.wasBeingSent && leavesNoRecord.has(run.action))
    return write({
      state: 'not-sent',
      status: null,
      message: 'It is not known whether it was sent: the cloud was restarted meanwhile.',
    })
  await markSending(io.db, run.id, position)
  const { requestId, serverId } = item
  const who = { caller, requestId, clientAddress: run.clientAddress ?? undefined }
  const { path, init } = requestOf(run, serverId)
  const response = await io.askCompute(who, path, init)
  if (response.ok) return write({ state: 'accepted', status: response.status, message: null })
  const message = sentenceIn(await response.text())
  const retryAfter = Number(response.headers.get('retry-after') ?? 'none')
  if (Number.isInteger(retryAfter) && Date.now() - run.createdAt.getTime() < patienceMs) {
    await putBack(io.db, run.id, position)
    return Math.min(Math.max(retryAfter, 1), longestPauseSeconds)
  }
  return write({ state: 'refused', status: response.status, message })
}

/** Actions of which a server's log has nothing: whether one was given cannot be found out afterwards. */
const leavesNoRecord: ReadonlySet<string> = new Set(['os-resetState', 'injectNetworkInfo'])

function requestOf({ body, version }: BulkRun, serverId: string): { path: string; init: RequestInit } {
  const headers = { 'openstack-api-version': `compute ${version}`, accept: 'application/json' }
  const path = `/v2.1/servers/${serverId}`
  if (body === null) return { path, init: { method: 'DELETE', headers } }
  return {
    path: `${path}/action`,
    init: { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) },
  }
}

/** The sentence of a fault, whatever it is wrapped in. */
function sentenceIn(text: string): string {
  try {
    const [fault] = Object.values(JSON.parse(text) as Record<string, { message?: string }>)
    return fault?.message ?? text
  } catch {
    return text
  }
}
