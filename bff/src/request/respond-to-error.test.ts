import type { Log } from '@kilonova/compute-core/platform/log'
import { invalid } from '@kilonova/compute-core/platform/errors'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { CloudClient } from '../cloud/cloud-client.ts'
import { Refusal } from '../cloud/refusal.ts'
import type { BffDeps, BffEnv } from './bff-env.ts'
import { respondToError } from './respond-to-error.ts'
import type { ScopedTokens } from './scoped-tokens.ts'
import type { Person, Session } from './session.ts'

const refusal = (status: number) => new Refusal({ status, service: 'compute', message: 'No.' })

test.each([
  ['what a service has not built', refusal(501), 501, 0],
  ['what a service has logged itself', refusal(500), 500, 0],
  ['what is no good', invalid('No.'), 400, 0],
  ['a fault of the dashboard', new TypeError('secret'), 500, 1],
])('%s is answered, and logged as an error only when it is one', async (_what, error, status, logged) => {
  let errors = 0
  const app = new Hono<BffEnv>()
  app.use(async (c, next) => {
    c.set('deps', { log: { error: () => errors++ } as unknown as Log } as BffDeps)
    await next()
  })
  app.get('/', () => {
    throw error
  })
  app.onError(respondToError)
  const response = await app.request('/')
  expect({ status: response.status, errors }).toEqual({ status, errors: logged })
  expect(await response.text()).not.toContain('secret')
})

test.each([
  ['is over as well', 401, 401],
  ['cannot be asked about just now', 503, 503],
  ['may not be asked about so soon again', 429, 503],
])('where a token for a project is over and the own one %s, the answer is right', async (_what, own, answered) => {
  const app = new Hono<BffEnv>()
  app.use(async (c, next) => {
    c.set('deps', { log: { error: () => {} } as unknown as Log } as unknown as BffDeps)
    c.set('person', { token: 'own' } as Person)
    c.set('session', { token: 'of a project' } as Session)
    c.set('scopedTokens', { forget: () => {} } as unknown as ScopedTokens)
    c.set('cloud', { send: () => Promise.reject(refusal(401)) } as unknown as CloudClient)
    c.set('personCloud', { send: () => Promise.reject(refusal(own)) } as unknown as CloudClient)
    await next()
  })
  app.get('/', () => {
    throw refusal(401)
  })
  app.onError(respondToError)
  const response = await app.request('/')
  expect(response.status).toBe(answered)
  // The session ends only where it is known to have ended.
  expect(response.headers.has('set-cookie')).toBe(answered === 401)
})
