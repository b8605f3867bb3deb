import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { openPool, overPool } from '#platform/db/database'
import { unavailable } from '#platform/errors'
import type { Log } from '#platform/log'
import {
  earlierStart,
  type ProcessPlace,
  type ProcessStart,
  releaseLease,
  renewLease,
  takeOverExpired,
  writeAddress,
  writeStart,
} from './control-process.ts'

// Theory of operation
//
// A control process has a lease of `leaseMs`, written by the database's clock and renewed every `renewEveryMs`. Whoever finds another's
// lease run out marks it as taken over; from then on what that one carried is anybody's (`flow/dbos-engine.ts` takes it up).
//
// - A database that was away is no reason to take over: nobody could renew. So only who has renewed for a whole lease since its own last
//   failure, or since it was paused itself, takes over; by then every process that lives has renewed as well.
// - By its own clock a process counts its lease from before it asked, so it stops sooner than another may take over. While it does not hold it,
//   nothing new is begun (`held`); once the database is back and nobody has taken over, it goes on.
// - A process that was paused (or cut off) and taken over finds that at its next renewal, and has lost: it must end. What it was in the
//   middle of cannot be written down any more, since DBOS gave its flows to another owner.

/** The lease of this process. */
export interface ProcessLease {
  readonly id: string
  /** Resolves while the lease is held: at once, or when it is renewed again. Never once it is lost or given back. */
  held(): Promise<void>
  /** Whether this process is the one that runs the reconcilers. */
  leads(): boolean
  /** Calls `listener` when others were taken over. */
  onTakeOver(listener: () => void): void
  /** Calls `listener` when this process has begun to lead. */
  onLead(listener: () => void): void
  /** Has each renewal say how the reconcilers do, while this process leads. */
  says(figures: () => unknown): void
  /** Says where agents and other processes reach this one. */
  setPlace(place: ProcessPlace): Promise<void>
  /** Gives the lease back: others go on at once with what this process has left. */
  release(): Promise<void>
}

export interface LeaseOptions {
  url: string
  process: Omit<ProcessStart, 'incarnation' | 'pid'>
  log: Log
  /** Called once, when another has taken over what this process carries. */
  onLost: () => void
  leaseMs?: number
  renewEveryMs?: number
}

/** A lease that is held whatever happens, for who carries flows alone. */
export const soleLease: Pick<ProcessLease, 'held'> = { held: async () => {} }

/** How long a renewal may take; one that takes longer has failed, be its connection alive or not. */
const patienceMs = 2_500
const retryAfterMs = 500
/** Clocks and timers are not exact to the millisecond. */
const marginMs = 500

/** Takes the lease of this process. Throws a sentence where another process lives under the same id. */
export async function takeLease(options: LeaseOptions): Promise<ProcessLease> {
  const { url, log, onLost, leaseMs = 10_000, renewEveryMs = 3_000 } = options
  const me = { ...options.process, incarnation: randomUUID(), pid: process.pid }
  // A connection of its own: whatever else there is to do, it is not waited for.
  const connect = () =>
    overPool(openPool(url, { connections: 1, waitSeconds: patienceMs / 1000, statementSeconds: patienceMs / 1000 }))
  let db = connect()
  const takeOverListeners = new Set<() => void>()
  const leadListeners = new Set<() => void>()
  const clock = ownClock()
  let heldUntil = 0
  let steadySince: number | undefined
  let isLeader = false
  let figures: (() => unknown) | undefined
  let state: 'held' | 'lost' | 'released' = 'held'
  let again = Promise.withResolvers<void>()
  const ended = new AbortController()

  const isHeld = () => state === 'held' && clock.now() < heldUntil - marginMs

  /** Renews, and takes over whose lease has run out; how long to wait until the next time. */
  async function beat(): Promise<number> {
    const at = clock.now()
    const renewal = await soon(renewLease(db, me, leaseMs, isLeader && figures ? JSON.stringify(figures()) : null))
    if (!renewal) {
      lose()
      return 0
    }
    // Paused for so long, others may have been as well.
    if (at > heldUntil) steadySince = undefined
    steadySince ??= at
    heldUntil = at + leaseMs
    again.resolve()
    again = Promise.withResolvers()
    const isNew = renewal.isLeader && !isLeader
    isLeader = renewal.isLeader
    if (isNew) for (const listener of leadListeners) listener()
    if (renewal.nextExpiryMs === null) return renewEveryMs
    const mayInMs = Math.max(renewal.nextExpiryMs, leaseMs - (at - steadySince))
    if (mayInMs > 0) return Math.min(renewEveryMs, mayInMs + 20)
    const taken = await soon(takeOverExpired(db, me.id))
    for (const { id, hostName } of taken)
      log.warn({ process: id, host: hostName }, 'a control process is gone: this one takes over what it carried')
    if (taken.length > 0) for (const listener of takeOverListeners) listener()
    return renewEveryMs
  }

  function lose(): void {
    if (state !== 'held') return
    state = 'lost'
    isLeader = false
    ended.abort()
    log.error({ process: me.id }, 'another control process has taken over what this one carries: this one stops')
    onLost()
  }

  async function keep(): Promise<void> {
    let isFailing = false
    for (let waitMs = renewEveryMs; ;) {
      await pause(waitMs, undefined, { signal: ended.signal, ref: false }).catch(() => {})
      if (state !== 'held') return
      try {
        waitMs = await beat()
        isFailing = false
      } catch (err) {
        if (!isFailing) log.warn({ err }, 'the lease of this process could not be renewed')
        isFailing = true
        steadySince = undefined
        waitMs = retryAfterMs
        // One that has died silently would be waited for again.
        void db.destroy().catch(() => {})
        db = connect()
      }
    }
  }

  try {
    await refuseSecond(me, () => earlierStart(db, me.id), renewEveryMs)
    const at = clock.now()
    await soon(writeStart(db, me, leaseMs))
    steadySince = at
    heldUntil = at + leaseMs
    // Whether this process leads, before anything asks.
    await beat()
  } catch (error) {
    await db.destroy()
    throw error
  }
  const keeping = keep()

  return {
    id: me.id,
    async held() {
      while (!isHeld()) await again.promise
    },
    leads: () => isLeader && isHeld(),
    onTakeOver: (listener) => void takeOverListeners.add(listener),
    onLead: (listener) => void leadListeners.add(listener),
    says(what) {
      figures = what
    },
    setPlace: (place) => writeAddress(db, me, place),
    async release() {
      if (state === 'held') state = 'released'
      isLeader = false
      ended.abort()
      await keeping
      if (state === 'released')
        await soon(releaseLease(db, me)).catch((err: unknown) => log.warn({ err }, 'the lease could not be given back'))
      await db.destroy()
    },
  }
}

/** What `work` answers, or an error if that takes too long: a connection that has died silently answers never. */
async function soon<T>(work: Promise<T>): Promise<T> {
  const late = new AbortController()
  try {
    return await Promise.race([
      work,
      pause(patienceMs + 500, undefined, { signal: late.signal }).then(() => {
        throw new Error('The database did not answer in time.')
      }),
    ])
  } finally {
    late.abort()
  }
}

/** A clock that nobody sets, and that goes on while the machine sleeps: what the wall clock has gone by more, by a second or more at once. */
function ownClock() {
  let last = { monotonic: performance.now(), wall: Date.now() }
  let asleep = 0
  return {
    now(): number {
      const next = { monotonic: performance.now(), wall: Date.now() }
      const missed = next.wall - last.wall - (next.monotonic - last.monotonic)
      if (missed > 1_000) asleep += missed
      last = next
      return next.monotonic + asleep
    },
  }
}

/**
 * Throws where a process lives that has this id too: its data folder was copied. One that was killed a moment ago still has its lease, and does
 * not renew it.
 */
async function refuseSecond(
  me: Pick<ProcessStart, 'hostName'>,
  look: () => ReturnType<typeof earlierStart>,
  renewEveryMs: number,
): Promise<void> {
  const earlier = await soon(look())
  if (!earlier?.isLive || (earlier.hostName === me.hostName && !isRunning(earlier.pid))) return
  await pause(renewEveryMs + 1_000)
  const later = await soon(look())
  if (later?.isLive && later.renewedAt.getTime() !== earlier.renewedAt.getTime())
    throw unavailable(
      'The id of this control process',
      `A process on ${earlier.hostName} has the same: this data folder was copied from it. Remove the file process-id here.`,
    )
}

/** Whether another process of that number runs on this machine. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
