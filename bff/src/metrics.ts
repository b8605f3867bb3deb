import { addressList } from '@kilonova/compute-core/platform/http/client-address'
import { Hono } from 'hono'
import { Refusal } from './cloud/refusal.ts'
import { hubOver } from './live/live-hub.ts'
import type { BffEnv } from './request/bff-env.ts'

const isLoopback = addressList(['127.0.0.0/8', '::1'])
/** What proxies add: through one on this machine anybody may ask. */
const forwarded = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via']

/** The cloud's figures, for a collector on the same machine: without a token, so for nobody else. */
export const metricsRoute = new Hono<BffEnv>().get('/', async (c) => {
  const isFromHere = isLoopback(c.env?.clientAddress ?? '') && forwarded.every((name) => !c.req.header(name))
  if (!isFromHere)
    throw new Refusal({
      status: 403,
      service: 'dashboard',
      message: 'Metrics are for collectors on the same machine. Ask 127.0.0.1 directly, not through a proxy.',
    })
  c.header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  c.header('cache-control', 'no-store')
  const { cloud } = c.var.deps
  return c.body(`${await cloud.metrics()}${liveStreams(hubOver(cloud.events).streams())}`)
})

const liveStreams = (count: number): string => `# HELP kilonova_live_streams Browsers that are told of changes.
# TYPE kilonova_live_streams gauge
kilonova_live_streams ${count}
`
