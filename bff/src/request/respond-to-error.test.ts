import type { Log } from '@kilonova/compute-core/platform/log'
import { invalid } from '@kilonova/compute-core/platform/errors'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { Refusal } from '../cloud/refusal.ts'
import type { BffDeps, BffEnv } from './bff-env.ts'
import { respondToError } from './respond-to-error.ts'

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
