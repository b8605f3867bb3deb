import { Hono } from 'hono'
import type { BffEnv } from '../request/bff-env.ts'

/** What the policies of all services, as they are in force, refuse to the person in this scope: pages grey by it what would be refused. */
export const permitRoutes = new Hono<BffEnv>().get('/', (c) => c.json({ refused: c.var.session.refused }))
