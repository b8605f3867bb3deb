import { randomBytes } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import type { BffEnv } from '../bff-env.ts'

/** What pages may load: our own files, and styles that carry this answer's nonce. `data:` images are noVNC's cursors. */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/** Puts the headers on every answer that keep other sites and injected scripts out. */
export const securityHeaders = createMiddleware<BffEnv>(async (c, next) => {
  c.set('nonce', randomBytes(16).toString('base64url'))
  await next()
  c.header('content-security-policy', contentSecurityPolicy(c.var.nonce))
  c.header('x-content-type-options', 'nosniff')
  c.header('x-frame-options', 'DENY')
  c.header('referrer-policy', 'same-origin')
  c.header('cross-origin-opener-policy', 'same-origin')
  c.header('cross-origin-resource-policy', 'same-origin')
  c.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()')
})
