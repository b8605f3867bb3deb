import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { BffEnv } from './bff-env.ts'
import type { Person } from './session.ts'

const cookieName = 'kilonova_session'

/** The person in the request's cookie; undefined without a cookie, and for one that has expired or that our key did not seal. */
export function readPerson(c: Context<BffEnv>): Person | undefined {
  const sealed = getCookie(c, cookieName)
  if (!sealed) return undefined
  try {
    const person = JSON.parse(c.var.seal.open(sealed)) as Partial<Person>
    // A cookie of an earlier version has no such token.
    return person.token && Date.parse(person.expiresAt ?? '') > Date.now() ? (person as Person) : undefined
  } catch {
    return undefined // damaged, forged or sealed with an older key: treated as signed out
  }
}

/** Stores `person` in the browser's cookie, out of reach of scripts. */
export function writePerson(c: Context<BffEnv>, person: Person): void {
  setCookie(c, cookieName, c.var.seal.close(JSON.stringify(person)), {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax', // not Strict: following a link from a chat or a ticket must keep the session
    // What a proxy in front has decrypted comes as plain http; the operator's word counts.
    secure: new URL(c.var.deps.publicUrl ?? c.req.url).protocol === 'https:',
    expires: new Date(person.expiresAt),
  })
}

/** Deletes the session cookie. */
export const dropSession = (c: Context<BffEnv>): void => void deleteCookie(c, cookieName, { path: '/' })
