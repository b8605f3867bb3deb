import { afterAll, beforeAll, expect, test } from 'vitest'
import { aFurnishedCompute, insertAction } from './support/a-furnished-compute.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
let path: string
let requests: string[]
beforeAll(async () => {
  compute = await aFurnishedCompute()
  path = `/servers/${compute.server.id}/os-instance-actions`
  requests = [compute.requestId]
  for (const action of ['start', 'reboot', 'stop'])
    requests.unshift(await insertAction(compute.db, compute.server, action))
})
afterAll(() => compute[Symbol.asyncDispose]())

const list = async (query: string, version = '2.66') => {
  const { body } = await compute.ask(`GET ${path}${query}`, { version })
  return body.instanceActions.map(({ request_id }: { request_id: string }) => request_id) as string[]
}

test('the newest comes first', async () => {
  expect(await list('')).toEqual(requests)
})

test('actions go by pages', async () => {
  const first = await compute.ask(`GET ${path}?limit=3`, { version: '2.58' })
  const href: string = first.body.links[0].href
  const rest = await compute.ask(`GET ${href.slice('http://cloud.test'.length)}`, { version: '2.58' })
  expect(rest.body.instanceActions).toMatchObject([{ request_id: requests[3] }])
})

test.each([
  ['?limit=1&limit=2', '2.58', 400],
  ['?marker=req-nope', '2.58', 400],
  ['?changes-since=never', '2.58', 400],
  ['?changes-before=2026-01-01T00:00:00Z', '2.58', 400],
  ['?colour=red', '2.58', 400],
  ['?colour=red', '2.57', 200],
  ['/req-nope', '2.58', 404],
])('%s at %s is %i', async (below, version, status) => {
  expect((await compute.ask(`GET ${path}${below}`, { version })).status).toBe(status)
})

test('actions are found by when they moved', async () => {
  expect(await list('?changes-since=2100-01-01T00:00:00Z')).toEqual([])
  expect(await list('?changes-before=2100-01-01T00:00:00Z')).toEqual(requests)
})

test('steps are for administrators before 2.51, and tracebacks always', async () => {
  const show = async (version: string, as = 'member') =>
    (await compute.ask(`GET ${path}/${requests[0]}`, { version, as })).body.instanceAction
  expect(await show('2.50')).not.toHaveProperty('events')
  expect((await show('2.51')).events).toMatchObject([{ event: 'compute_stop_instance', result: 'Success' }])
  expect((await show('2.104')).events[0]).not.toHaveProperty('traceback')
  expect((await show('2.50', 'admin')).events[0]).toHaveProperty('traceback')
})

test('from 2.21 on what was asked of a deleted server is remembered', async () => {
  await compute.db
    .updateTable('compute.server')
    .set({ vm_state: 'deleted', deleted_at: new Date() })
    .where('id', '=', compute.server.id)
    .execute()
  expect((await compute.ask(`GET ${path}`, { version: '2.20' })).status).toBe(404)
  expect((await compute.ask(`GET ${path}`, { version: '2.21' })).status).toBe(200)
})
