import { rawPathOf } from '@kilonova/compute-core/platform/http/request-path'
import { type Context, Hono } from 'hono'
import { isService, type ServiceName } from '../cloud/cloud-client.ts'
import { Refusal } from '../cloud/refusal.ts'
import type { BffEnv } from '../request/bff-env.ts'

/** What of a response the browser may need; the rest is between services. */
const passedOn = ['content-type', 'etag', 'kilonova-total-count', 'location', 'retry-after', 'x-openstack-request-id']
/** What of a request the APIs read. */
const takenIn = ['accept', 'content-type', 'if-match', 'if-none-match', 'openstack-api-version', 'range']

/**
 * The public APIs for pages that show what one of them says: `/api/<service>/<path below its version>` goes to that service with the
 * session's token, in its newest version unless the request says another. Which paths there are is the service's route table's to say;
 * only tokens are nothing for a browser.
 */
export const passThroughRoutes = new Hono<BffEnv>().all('/:service/*', async (c) => {
  const service = c.req.param('service')
  if (!isService(service) || !rawPathOf(c).includes(`/api/${service}/`))
    throw new Refusal({ status: 404, service: 'dashboard', message: `${c.req.path} does not exist.` })
  const path = pathBelow(c, service)
  if (service === 'identity' && /^\/(auth\/tokens|ec2tokens|s3tokens)(\/|\?|$)/i.test(path))
    throw new Refusal({ status: 403, service: 'dashboard', message: 'Tokens are not handed to browsers.' })
  const response = await c.var.cloud.send(service, path, {
    method: c.req.method,
    headers: Object.fromEntries(
      [...takenIn, ...lengthOf(c)].flatMap((name) => (c.req.header(name) ? [[name, c.req.header(name)!]] : [])),
    ),
    ...(await bodyOf(c)),
    signal: c.req.raw.signal,
  })
  const headers = new Headers(
    passedOn.flatMap((name) => (response.headers.has(name) ? [[name, response.headers.get(name)!]] : [])),
  )
  return new Response(response.body, { status: response.status, headers })
})

/** The path as it was sent, escapes included, with its query. */
function pathBelow(c: Context<BffEnv>, service: ServiceName): string {
  const raw = rawPathOf(c)
  const start = raw.indexOf(`/api/${service}/`) + `/api/${service}`.length
  return `${raw.slice(start)}${new URL(c.req.url).search}`
}

async function bodyOf(c: Context<BffEnv>): Promise<{ body?: ReadableStream<Uint8Array> | string }> {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return {}
  // JSON has been read within its bounds; bytes are passed on as they come.
  if ('text' in c.req.bodyCache) return { body: await c.req.text() }
  return c.req.raw.body ? { body: c.req.raw.body } : {}
}

/** How long bytes are is passed on: a quota then refuses them before they are sent. What was read as text may be longer or shorter now. */
const lengthOf = (c: Context<BffEnv>): string[] =>
  c.req.raw.body && !('text' in c.req.bodyCache) ? ['content-length'] : []
