import type { SSEStreamingApi } from 'hono/streaming'
import type { Batch, LiveChange, LiveHub } from './live-hub.ts'
import { concerns, hearsAsAdmin, type Listener, mayHear, roleIn } from './may-hear.ts'

const keepAliveMs = 10_000
// What a timer can count to.
const longestTimerMs = 2_147_483_647
/** A browser that has this many batches to come is too slow: it reads everything again when it is back. */
const mostWaiting = 100

/** What a stream is made of. */
export interface LiveStreamParts {
  hub: LiveHub
  listener: Listener
  /** Where they have which roles now; undefined once their session has ended. */
  reach: () => Promise<Pick<Listener, 'projects' | 'system'> | undefined>
  expiresAt: string
  /** The place in the course of events up to which this browser has heard. */
  from: string
}

/**
 * Tells one browser what changes, until it goes or the session ends. While many servers are built it asks nothing: who may hear what is
 * read at the start, every few seconds, and when something that decides it has changed, before anything else is told.
 */
export async function liveStream(stream: SSEStreamingApi, parts: LiveStreamParts): Promise<void> {
  const { hub, reach } = parts
  let { listener } = parts
  const ended = Promise.withResolvers<void>()
  let turn: Promise<void> = Promise.resolve()
  let waiting = 0
  let isOver = false
  const end = () => {
    isOver = true
    ended.resolve()
  }
  /** One thing after the other: what is told must not overtake what decides whether it may be. */
  const inTurn = (act: () => Promise<unknown>) => {
    if (++waiting > mostWaiting) return end()
    turn = turn.then(() => (isOver ? undefined : act())).then(() => void waiting--, end)
  }

  async function look() {
    const now = await reach().catch(() => listener) // That identity cannot be asked just now says nothing.
    if (!now) {
      await stream.writeSSE({ event: 'signed-out', data: '{}' })
      throw new Error('signed out')
    }
    const changes = differences(listener.projects, now.projects)
    listener = { ...listener, projects: now.projects, system: now.system }
    if (changes.length > 0) await stream.writeSSE({ event: 'changes', data: JSON.stringify(changes) })
  }

  async function tell({ id, changes }: Batch) {
    if (changes.some(({ event }) => concerns(listener, event))) await look()
    const words = changes
      .filter(({ event }) => mayHear(listener, event))
      .map(({ event, wordFor }) =>
        wordFor({ role: roleIn(listener, event.projectId), asAdmin: hearsAsAdmin(listener, event) }),
      )
    if (words.length > 0) await stream.writeSSE({ id, event: 'changes', data: `[${words.join(',')}]` })
  }

  async function tellAll(batches: readonly Batch[]) {
    for (const batch of batches) if (!isOver) await tell(batch)
  }

  stream.onAbort(end)
  const missed = hub.since(parts.from)
  const data = JSON.stringify({ user: listener.userId })
  const id = missed ? parts.from : hub.position()
  inTurn(() => stream.writeSSE({ id, event: 'hello', data }))
  // In one turn: much may have been missed by a browser that is quick enough now.
  if (missed) inTurn(() => tellAll(missed))
  if (!missed) inTurn(() => stream.writeSSE({ event: 'resync', data: '{}' }).then(look))
  const leave = hub.follow((batch) => inTurn(() => tell(batch)))
  const keepAlive = setInterval(
    () => inTurn(() => look().then(() => stream.writeSSE({ event: 'alive', data: '{}' }))),
    keepAliveMs,
  )
  // The session may have been renewed since: a new stream says whether it was.
  const remainingMs = Date.parse(parts.expiresAt) - Date.now()
  const expiry = setTimeout(end, Math.min(remainingMs, longestTimerMs))
  try {
    await ended.promise
  } finally {
    leave()
    clearInterval(keepAlive)
    clearTimeout(expiry)
  }
}

/** What somebody is told when their projects or their roles there have changed. */
function differences(before: Listener['projects'], after: Listener['projects']): LiveChange[] {
  const change = (id: string, how: LiveChange['change']) => ({ topic: 'project', id, projectId: id, change: how })
  const added = [...after.keys()].filter((id) => !before.has(id)).map((id) => change(id, 'created'))
  const removed = [...before.keys()].filter((id) => !after.has(id)).map((id) => change(id, 'deleted'))
  const others = [...after].filter(([id, roles]) => before.has(id) && before.get(id)!.join() !== roles.join())
  return [...added, ...removed, ...others.map(([id]) => change(id, 'updated'))]
}
