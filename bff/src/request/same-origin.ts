import type { Context, MiddlewareHandler } from 'hono'
import { Refusal } from '../cloud/refusal.ts'

const reads = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether the request comes from a page of this dashboard, according to the browser's own headers. */
export function isSameOrigin(c: Context): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site) return site === 'same-origin'
  const origin = c.req.header('origin')
  // `host` and not the URL: behind a proxy that terminates TLS the scheme differs, the host does not.
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === c.req.header('host')
}

/** Rejects every change that a page of another site could have sent with this person's cookie. */
export const sameOriginOnly: MiddlewareHandler = async (c, next) => {
  if (!reads.has(c.req.method) && !isSameOrigin(c))
    throw new Refusal({
      status: 403,
      service: 'dashboard',
      message: 'This request came from another site. Open the dashboard and try again there.',
    })
  await next()
}
