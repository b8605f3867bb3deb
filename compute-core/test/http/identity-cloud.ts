import { Hono } from 'hono'
import { identityApi } from '#services/identity/api/identity-api'
import { identityService } from '#services/identity/identity-service'
import { seedIdentity } from '#services/identity/seed-identity'
import { auditTrail } from '#platform/audit/audit-trail'
import type { Clock } from '#platform/clock'
import { silentLog } from '#platform/log'
import { sealWith } from '#platform/seal'
import { scratchDatabase } from '#test/scratch-postgres'

export const password = 'correct horse'

/** A clock that tests turn by hand. */
export function handTurnedClock(): Clock & { turn(seconds: number): void } {
  let now = Date.now()
  return {
    now: () => new Date(now),
    turn(seconds) {
      now += seconds * 1000
    },
  }
}

/** An identity service on a database of its own, seeded, and a client for it. */
export async function identityCloud({ maxLimit = 1000 } = {}) {
  const scratch = await scratchDatabase()
  const clock = handTurnedClock()
  const seeded = await seedIdentity({ db: scratch.db, adminPassword: password })
  const identity = identityService({ db: scratch.db, clock })
  const api = identityApi({
    db: scratch.db,
    identity,
    clock,
    seal: sealWith(Buffer.alloc(32)),
    log: silentLog,
    audit: auditTrail({ db: scratch.db, log: silentLog }),
    tokenSeconds: 3600,
    maxLimit,
    mounted: ['identity', 'compute', 'image', 'network', 'placement'],
    checksResponses: true,
  })
  // As bff does: an address with a slash at its end is the one without.
  const app = new Hono({ strict: false }).route('/identity', api)

  async function call(
    method: string,
    path: string,
    options: { token?: string; body?: unknown; headers?: object; address?: string } = {},
  ) {
    const { token, body, headers, address } = options
    const init = {
      method,
      headers: {
        ...(token !== undefined && { 'X-Auth-Token': token }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }
    const response = await app.request(`http://cloud.test/identity${path}`, init, { clientAddress: address })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    }
  }

  const signInBody = (name: string, scope?: unknown, secret = password) => ({
    auth: {
      identity: { methods: ['password'], password: { user: { name, domain: { id: 'default' }, password: secret } } },
      ...(scope !== undefined && { scope }),
    },
  })

  /** A token for a user, by default on the default project. */
  async function tokenOf(name: string, scope?: unknown, secret?: string): Promise<string> {
    const { headers, status, body } = await call('POST', '/v3/auth/tokens', { body: signInBody(name, scope, secret) })
    if (status !== 201) throw new Error(`no token for ${name}: ${JSON.stringify(body)}`)
    return headers.get('x-subject-token')!
  }

  return {
    db: scratch.db,
    clock,
    identity,
    api,
    seeded,
    call,
    signInBody,
    tokenOf,
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  }
}

export const projectNamed = (name: string) => ({ project: { name, domain: { name: 'Default' } } })
