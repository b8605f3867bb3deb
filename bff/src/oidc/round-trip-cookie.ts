import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { BffEnv } from '../request/bff-env.ts'
import type { RoundTrip } from './oidc-client.ts'

const cookieName = 'kilonova_oidc'
const path = '/bff/session/oidc'
/** How long somebody may take at their provider. */
const longestSeconds = 600

/** Keeps in the browser, out of reach of scripts, what its way to a provider was begun with. */
export function writeRoundTrip(c: Context<BffEnv>, trip: RoundTrip): void {
  setCookie(c, cookieName, c.var.seal.close(JSON.stringify({ kind: 'oidc', ...trip })), {
    path,
    httpOnly: true,
    sameSite: 'Lax', // the way back begins on the provider's site
    secure: new URL(c.var.deps.publicUrl ?? c.req.url).protocol === 'https:',
    maxAge: longestSeconds,
  })
}

/** What this browser's way to a provider was begun with, once; undefined where it was not, or too long ago. */
export function takeRoundTrip(c: Context<BffEnv>): RoundTrip | undefined {
  const sealed = getCookie(c, cookieName)
  if (!sealed) return undefined
  deleteCookie(c, cookieName, { path })
  try {
    const trip = JSON.parse(c.var.seal.open(sealed)) as RoundTrip & { kind?: string }
    return trip.kind === 'oidc' && Date.now() - trip.startedAt < longestSeconds * 1000 ? trip : undefined
  } catch {
    return undefined // forged, or sealed with an older key
  }
}
