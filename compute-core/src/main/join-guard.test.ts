import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { WireEnv } from '#platform/wire/peer'
import { joinGuard } from './join-guard.ts'

/** A place to join at which answers with `status`, at a time that a test sets. */
function aPlaceToJoin() {
  const now = { ms: 0, status: 403 }
  const app = new Hono<WireEnv>()
  app.post('/join', joinGuard({ now: () => new Date(now.ms) }), (c) => c.body(null, now.status as 403))
  const join = (address: string) =>
    app.request('/join', { method: 'POST' }, { origin: { address, isThisMachine: false } })
  const joins = async (times: number, address: (n: number) => string) => {
    for (let n = 0; n < times; n += 1) await join(address(n))
  }
  return { now, join, joins }
}

test('a network from which too many joins were refused is told when to try again; others join', async () => {
  const { now, join, joins } = aPlaceToJoin()
  await joins(20, (n) => `fd00::${n}`)
  now.status = 200
  const refused = await join('fd00::99')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60'])
  expect(await refused.json()).toMatchObject({
    failure: { kind: 'rate-limited', message: 'Too many joins from here were refused. Retry in 60 s.' },
  })
  expect((await join('10.0.0.1')).status).toBe(200)
  now.ms += 60_000
  expect((await join('fd00::99')).status).toBe(200)
})

test('joins that succeed, and those that a lost database fails, count for nothing', async () => {
  const { now, join, joins } = aPlaceToJoin()
  for (const status of [200, 503]) {
    now.status = status
    await joins(400, () => '10.0.0.1')
    expect((await join('10.0.0.1')).status).toBe(status)
  }
})

test('whoever comes from elsewhere joins, however many networks were refused', async () => {
  const { now, join, joins } = aPlaceToJoin()
  await joins(400, (n) => `10.0.${n}.1`)
  now.status = 200
  expect((await join('10.1.0.1')).status).toBe(200)
})
