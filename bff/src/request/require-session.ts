import type { Context, MiddlewareHandler } from 'hono'
import { cloudClient, type CloudClient } from '../cloud/cloud-client.ts'
import { Refusal } from '../cloud/refusal.ts'
import type { BffEnv } from './bff-env.ts'
import { readPerson } from './session-cookie.ts'
import type { Session } from './session.ts'

/** Rejects requests without a session, and gives routes the person and a client of the APIs with their own token. */
export const requirePerson: MiddlewareHandler<BffEnv> = async (c, next) => {
  const person = readPerson(c)
  if (!person)
    throw new Refusal({ status: 401, service: 'dashboard', message: 'Your session has ended. Sign in again.' })
  c.set('person', person)
  c.set('personCloud', clientFor(c, person.token))
  await next()
}

/** Gives routes below `:project` the person's session in that project. */
export const inProject: MiddlewareHandler<BffEnv> = async (c, next) => {
  c.set('scope', 'project')
  const { scopedTokens, personCloud, person } = c.var
  useSession(c, await scopedTokens.sessionIn(personCloud, person, c.req.param('project') ?? ''))
  await next()
}

/** Gives routes of administrators a session in a project that makes the person one; a 403 where none does. */
export const asAdministrator: MiddlewareHandler<BffEnv> = async (c, next) => {
  c.set('scope', 'admin')
  useSession(c, await c.var.scopedTokens.sessionAsAdmin(c.var.personCloud, c.var.person))
  await next()
}

function useSession(c: Context<BffEnv>, session: Session): void {
  c.set('session', session)
  c.set('cloud', clientFor(c, session.token))
}

/** A client of the APIs that sends `token`, for the browser that sent this request. */
export const clientFor = (c: Context<BffEnv>, token?: string): CloudClient =>
  cloudClient(c.var.deps.cloud, new URL(c.req.url).origin, token, c.env)
