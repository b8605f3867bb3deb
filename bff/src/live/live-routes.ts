import { type Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import type { CloudClient } from '../cloud/cloud-client.ts'
import { Refusal } from '../cloud/refusal.ts'
import type { BffEnv } from '../request/bff-env.ts'
import { query } from '../request/read-input.ts'
import { clientFor } from '../request/require-session.ts'
import { readPerson } from '../request/session-cookie.ts'
import { hubOver } from './live-hub.ts'
import { liveStream } from './live-stream.ts'
import { readReach } from './may-hear.ts'

const liveQuery = z.strictObject({
  /** `1` for everything in the cloud, which only an administrator is told. */
  admin: z.enum(['0', '1']).default('0'),
  /** The id of the last event that was heard: `Last-Event-ID` for who opens a stream anew. */
  after: z.string().max(100).optional(),
})

/** The person of the request with their projects; undefined without a session that is good. */
async function listenerOf(c: Context<BffEnv>, asAdmin: boolean) {
  const person = readPerson(c)
  if (!person) return undefined
  const cloud = clientFor(c, person.token)
  const reach = await goodReach(cloud)
  return reach && { person, cloud, listener: { userId: person.user.id, ...reach, asAdmin } }
}

/** Where the client's owner has which roles; undefined once its token is good no more. */
async function goodReach(cloud: CloudClient) {
  try {
    return await readReach(cloud)
  } catch (error) {
    if (error instanceof Refusal && error.body.status === 401) return undefined
    throw error
  }
}

/**
 * Streams what changes in all projects of the person, for all tabs of a browser. Its events: `hello` (where it begins), `resync`
 * (something was missed), `changes`, and at the end of a session `signed-out`, also where there was none to begin with: an EventSource
 * does not tell a 401 from an outage.
 */
export const liveRoutes = new Hono<BffEnv>().get('/', query(liveQuery), async (c) => {
  const { admin, after } = c.req.valid('query')
  const hub = hubOver(c.var.deps.cloud.events)
  // Before anything is read, so that what happens meanwhile is not missed.
  const from = c.req.header('last-event-id') ?? after ?? hub.position()
  const found = await listenerOf(c, admin === '1')
  if (!found) return streamSSE(c, (stream) => stream.writeSSE({ event: 'signed-out', data: '{}' }))
  return streamSSE(c, (stream) =>
    liveStream(stream, {
      hub,
      listener: found.listener,
      reach: () => goodReach(found.cloud),
      expiresAt: found.person.expiresAt,
      from,
    }),
  )
})
