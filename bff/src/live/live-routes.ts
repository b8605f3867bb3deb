import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { BffEnv, CloudEvent } from '../bff-env.ts'
import { isAdmin, type Session } from '../session/session.ts'

/** A burst of changes to one thing within this time is told once. */
const gatherMs = 100
const keepAliveMs = 20_000

/** Says over one long answer which things changed; never how. Whoever reads it asks again through the front door. */
export const liveRoutes = new Hono<BffEnv>().get('/', (c) =>
  streamSSE(c, async (stream) => {
    const { deps, session } = c.var
    const ended = Promise.withResolvers<void>()
    let gathered = new Map<string, { topic: string; id: string }>()
    let gathering: NodeJS.Timeout | undefined
    const tell = () => {
      const stale = [...gathered.values()]
      gathered = new Map()
      gathering = undefined
      void stream.writeSSE({ event: 'stale', data: JSON.stringify(stale) }).catch(ended.resolve)
    }
    const unsubscribe = deps.cloud.events.subscribe((event) => {
      if (!maySee(session, event)) return
      gathered.set(`${event.topic} ${event.subjectId}`, { topic: event.topic, id: event.subjectId })
      gathering ??= setTimeout(tell, gatherMs)
    })
    const keepAlive = setInterval(() => void stream.write(': still here\n\n').catch(ended.resolve), keepAliveMs)
    const expiry = setTimeout(ended.resolve, Date.parse(session.expiresAt) - Date.now())
    stream.onAbort(ended.resolve)
    try {
      await stream.writeSSE({ event: 'hello', data: '{}', retry: 2_000 })
      await ended.promise
    } finally {
      unsubscribe()
      clearInterval(keepAlive)
      clearTimeout(expiry)
      clearTimeout(gathering)
    }
  }),
)

/** What belongs to nobody's project and yet concerns everybody. */
const publicTopics = new Set(['flavor', 'image'])

/** Whether `session` may learn that this changed: its own project's things, its own keys, and what is everybody's. */
export function maySee(session: Session, event: CloudEvent): boolean {
  if (event.topic === 'key-pair') return event.subjectId === session.user.id
  if (event.projectId !== null) return event.projectId === session.project?.id
  return publicTopics.has(event.topic) || isAdmin(session)
}
