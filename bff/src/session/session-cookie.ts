import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { BffEnv } from '../bff-env.ts'
import type { Session } from './session.ts'

const cookieName = 'kilonova_session'

/** The session in the request's cookie; undefined for none, one that is past its time, or one that our key did not seal. */
export function readSession(c: Context<BffEnv>): Session | undefined {
  const sealed = getCookie(c, cookieName)
  if (!sealed) return undefined
  try {
    const session = JSON.parse(c.var.seal.open(sealed)) as Session
    return Date.parse(session.expiresAt) > Date.now() ? session : undefined
  } catch {
    return undefined // damaged, forged, or sealed under an older key: the same as signed out
  }
}

/** Puts `session` into the browser's cookie, out of reach of scripts. */
export function writeSession(c: Context<BffEnv>, session: Session): void {
  setCookie(c, cookieName, c.var.seal.close(JSON.stringify(session)), {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax', // not Strict: a link from a chat or a ticket must find the person signed in
    secure: new URL(c.req.url).protocol === 'https:',
    expires: new Date(session.expiresAt),
  })
}

/** Takes the cookie away. */
export const dropSession = (c: Context<BffEnv>): void => void deleteCookie(c, cookieName, { path: '/' })
