import { randomBytes } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import type { BffEnv } from '../request/bff-env.ts'

/** What pages may load: our own files, and styles with this response's nonce. `data:` images are noVNC's cursors. */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    // The worker that holds the browser's only live stream.
    "worker-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/** Adds the headers that keep other sites and injected scripts out to every response. */
export const securityHeaders = createMiddleware<BffEnv>(async (c, next) => {
  c.set('nonce', randomBytes(16).toString('base64url'))
  await next()
  c.header('content-security-policy', contentSecurityPolicy(c.var.nonce))
  c.header('x-content-type-options', 'nosniff')
  c.header('x-frame-options', 'DENY')
  c.header('referrer-policy', 'same-origin')
  c.header('cross-origin-opener-policy', 'same-origin')
  c.header('cross-origin-resource-policy', 'same-origin')
  if (c.var.deps.isTlsForGood) c.header('strict-transport-security', 'max-age=31536000')
  c.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()')
})
