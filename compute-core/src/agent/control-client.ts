import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { CloudError, unavailable } from '#platform/errors'
import { bodyStream } from '#platform/wire/body-stream'
import type { WireFetch } from '#platform/wire/peer'
import type { AgentReports, CommandImage, HeartbeatResponse } from './commands/command-contract.ts'
import { type CommandResponse, unpackFailure } from './commands/command-wire.ts'
import type { DesiredState, DesiredStates } from './desired/desired-contract.ts'
import type { AgentImages } from './disks/host-disks.ts'

/** What an agent needs of control: somewhere to report to, what its host has to know, and images. */
export interface ControlClient {
  reports: AgentReports
  states: DesiredStates
  images: AgentImages
}

export interface ControlClientOptions {
  /** Sends a request to a control process; paths begin where its app for agents does. */
  fetch: WireFetch
  /** Called with what control says to each heartbeat. */
  onHeartbeat?: (said: HeartbeatResponse) => void
  /** For how long a transfer that makes no progress is tried again. */
  patienceMs?: number
  retryEveryMs?: number
}

/**
 * Speaks to control as an agent does. A report that fails is lost, and the next one makes up for it. Transfers go on where they broke off,
 * with whichever control process answers, until nothing has moved for `patienceMs`.
 */
export function controlClient(options: ControlClientOptions): ControlClient {
  const { fetch, onHeartbeat = () => undefined, patienceMs = 120_000, retryEveryMs = 1_000 } = options
  const patient = { patienceMs, retryEveryMs }
  const post = async (path: string, body: unknown): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' }
    const response = await accepted(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }))
    return response.status === 204 ? undefined : response.json()
  }
  return {
    reports: {
      // Control knows whom it hears by the certificate, and does not heed what the report says of that.
      async heartbeat(report) {
        onHeartbeat((await post('/reports/heartbeat', report)) as HeartbeatResponse)
      },
      async measured(report) {
        await post('/reports/measured', report)
      },
      async powerChanged(report) {
        await post('/reports/power', report)
      },
    },
    states: {
      async desired(since) {
        // A command may wait for it: that nobody answers for a moment must not become its end.
        const response = await hostsOwn(
          untilAnswered(async () => accepted(await fetch(`/desired-state?since=${since}`)), patient),
        )
        return (await response.json()) as DesiredState
      },
      async reached(report) {
        await post('/desired-state/reached', report)
      },
    },
    images: {
      async open(image) {
        const read = (start: number) => openAt(fetch, image, start)
        // What is refused is refused now, and not in the midst of a copy.
        const first = await hostsOwn(untilAnswered(() => read(0), patient))
        const arrived = () => confirmArrival(fetch, image)
        return Readable.from(resumed(image, first, { read, arrived }, patient), {
          objectMode: false,
          highWaterMark: 262_144,
        })
      },
      write: (image, bytes) => hostsOwn(bringImage(fetch, image, bytes, patient)),
    },
  }
}

interface Patience {
  patienceMs: number
  retryEveryMs: number
}

/** The response, or the failure that it tells of, thrown. */
async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response
  const said = (await response.json().catch(() => undefined)) as CommandResponse | undefined
  throw said?.state === 'failed'
    ? unpackFailure(said.failure)
    : unavailable('Control', `It answered with status ${response.status}.`)
}

const betweenHostAndControl: ReadonlySet<string> = new Set(['forbidden', 'conflict', 'unauthorized', 'invalid'])

/**
 * What control refuses this host, such as one whose folder was copied, is none of whoever has a server here: it must not pass for what a
 * command was refused on its merits.
 */
const hostsOwn = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    const isOwn = error instanceof CloudError && betweenHostAndControl.has(error.failure.kind)
    throw isOwn ? new Error(error.message, { cause: error }) : error
  })

/** Whether another try may succeed: nobody has answered, or who did had no database at that moment. */
const isPassing = (error: unknown) => !(error instanceof CloudError) || error.failure.kind === 'unavailable'

async function untilAnswered<T>(work: () => Promise<T>, { patienceMs, retryEveryMs }: Patience): Promise<T> {
  const until = performance.now() + patienceMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error) || performance.now() + retryEveryMs > until) throw error
      await pause(retryEveryMs)
    }
  }
}

type Image = Pick<CommandImage, 'id' | 'size' | 'grant'>

const granted = (grant: string | undefined): Record<string, string> => (grant === undefined ? {} : { 'x-grant': grant })

async function openAt(fetch: WireFetch, { id, grant }: Image, start: number): Promise<Readable> {
  const headers = { ...granted(grant), ...(start > 0 && { range: `bytes=${start}-` }) }
  const { body } = await accepted(await fetch(`/images/${id}/data`, { headers }))
  if (!body) throw unavailable('The image', 'It came without bytes.')
  return bodyStream(body)
}

/** Says that the image is here: its grant is good for nothing any more. One who does not hear it notices by and by. */
async function confirmArrival(fetch: WireFetch, { id, grant }: Image): Promise<void> {
  const signal = AbortSignal.timeout(confirmMs)
  const response = await fetch(`/images/${id}/data`, { method: 'DELETE', headers: granted(grant), signal })
  await response.body?.cancel()
}

const confirmMs = 5_000

/** How a transfer goes on, and whom to tell that it has ended. */
interface Transfer {
  read(start: number): Promise<Readable>
  arrived(): Promise<void>
}

/** The image's bytes; where they break off, they are asked for from there on. */
async function* resumed(
  { size }: Image,
  first: Readable,
  { read, arrived }: Transfer,
  patience: Patience,
): AsyncGenerator<Buffer> {
  let at = 0
  let source = first
  let movedAt = performance.now()
  for (;;) {
    let broken: unknown
    try {
      for await (const chunk of source as AsyncIterable<Buffer>) {
        at += chunk.length
        movedAt = performance.now()
        yield chunk
      }
      if (at >= size) break
    } catch (error) {
      broken = error
    }
    const left = { ...patience, patienceMs: patience.patienceMs - (performance.now() - movedAt) }
    if (left.patienceMs <= 0) throw unavailable('The image', `Its bytes broke off at ${at} of ${size}.`, broken)
    source = await hostsOwn(untilAnswered(() => read(at), left))
  }
  await arrived().catch(() => undefined)
}

/** Brings the bytes; where they break off, control is asked how many it has. */
async function bringImage(
  fetch: WireFetch,
  { id, grant }: Parameters<AgentImages['write']>[0],
  { diskFormat, size, open }: Parameters<AgentImages['write']>[1],
  { patienceMs, retryEveryMs }: Patience,
): Promise<void> {
  let lastOffset = 0
  let movedAt = performance.now()
  for (let offset = 0; ;) {
    try {
      const query = new URLSearchParams({ offset: String(offset), size: String(size), disk_format: diskFormat })
      const body = Readable.toWeb(size > offset ? open({ start: offset }) : Readable.from([]))
      // `duplex` is not among the types of RequestInit: a body that is a stream wants it.
      const init = { method: 'PUT', headers: granted(grant), body, duplex: 'half' } as unknown as RequestInit
      await accepted(await fetch(`/images/${id}/data?${query}`, init))
      return
    } catch (error) {
      // A conflict: another control process, which does not answer any more, has yet to give this transfer up.
      const isWorthATry = isPassing(error) || (error instanceof CloudError && error.failure.kind === 'conflict')
      if (!isWorthATry || performance.now() - movedAt + retryEveryMs > patienceMs) throw error
      await pause(retryEveryMs)
      offset = await received(fetch, id, grant).catch(() => 0)
      if (offset > lastOffset) movedAt = performance.now()
      lastOffset = offset
    }
  }
}

async function received(fetch: WireFetch, id: string, grant: string | undefined): Promise<number> {
  const response = await accepted(await fetch(`/images/${id}/upload`, { headers: granted(grant) }))
  return ((await response.json()) as { offset: number }).offset
}
