import { afterAll, beforeAll, expect, test } from 'vitest'
import { stepRecords } from '#conductor/step-records'
import { invalid } from '#platform/errors'
import { newId, newRequestId } from '#platform/ids'
import { endAction, recordAction } from '#store/server-action-store'
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
  const { body } = await compute.request(`GET ${path}${query}`, { version })
  return body.instanceActions.map(({ request_id }: { request_id: string }) => request_id) as string[]
}

test('the newest comes first', async () => {
  expect(await list('')).toEqual(requests)
})

test('actions go by pages', async () => {
  const first = await compute.request(`GET ${path}?limit=3`, { version: '2.58' })
  const href: string = first.body.links[0].href
  const rest = await compute.request(`GET ${href.slice('http://cloud.test'.length)}`, { version: '2.58' })
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
  expect((await compute.request(`GET ${path}${below}`, { version })).status).toBe(status)
})

test('actions are found by when they moved', async () => {
  expect(await list('?changes-since=2100-01-01T00:00:00Z')).toEqual([])
  expect(await list('?changes-before=2100-01-01T00:00:00Z')).toEqual(requests)
})

test('steps are for administrators before 2.51, and tracebacks always', async () => {
  const show = async (version: string, as = 'member') =>
    (await compute.request(`GET ${path}/${requests[0]}`, { version, as })).body.instanceAction
  expect(await show('2.50')).not.toHaveProperty('events')
  expect((await show('2.51')).events).toMatchObject([{ event: 'compute_stop_instance', result: 'Success' }])
  expect((await show('2.104')).events[0]).not.toHaveProperty('traceback')
  expect((await show('2.50', 'admin')).events[0]).toHaveProperty('traceback')
})

/** An action whose second step failed, as a flow of the conductor records it. */
async function aFailure(): Promise<string> {
  const { db, server } = compute
  const requestId = newRequestId()
  const key = { serverId: server.id, subjectId: server.id, requestId, flowId: newId<string>() }
  await recordAction(db, { server, action: 'start', caller: server, requestId })
  const records = stepRecords(db)
  for (const [step, error] of [
    ['look', null],
    ['powerOn', invalid('The host refuses.')],
    ['undo look', null],
  ] as const) {
    await records.started(key, step)
    await records.finished(key, step, error)
  }
  await endAction(db, key, 'Error')
  return requestId
}

const always = ['event', 'finish_time', 'result', 'start_time']
const failureAt = async (version: string, as: string) =>
  (await compute.request(`GET ${path}/${await aFailure()}`, { version, as })).body.instanceAction

test.each([
  ['2.1', 'admin', [...always, 'traceback']],
  ['2.51', 'admin', [...always, 'traceback']],
  ['2.51', 'member', always],
  ['2.58', 'admin', [...always, 'traceback']],
  ['2.58', 'reader', always],
  ['2.62', 'admin', [...always, 'host', 'hostId', 'traceback']],
  ['2.62', 'member', [...always, 'hostId']],
  ['2.84', 'admin', [...always, 'details', 'host', 'hostId', 'traceback']],
  ['2.84', 'member', [...always, 'hostId']],
])('at %s %s is told of a failed action as much as is meant for them', async (version, as, fields) => {
  const { events, ...action } = await failureAt(version, as)
  expect(action).toMatchObject({ action: 'start', message: 'Error' })
  for (const event of events) expect(Object.keys(event).toSorted()).toEqual(fields.toSorted())
  const results = events.map(({ event, result }: Record<string, unknown>) => [event, result])
  expect(results).toEqual([
    ['look', 'Success'],
    ['powerOn', 'Error'],
    ['undo look', 'Success'],
  ])
})

test('only the step that failed has details and a traceback', async () => {
  expect((await failureAt('2.84', 'admin')).events).toMatchObject([
    { details: null, traceback: null },
    { details: 'The host refuses.', traceback: expect.stringMatching(/The host refuses\.\n\s+at /) },
    { details: null, traceback: null },
  ])
  expect(await failureAt('2.50', 'member')).not.toHaveProperty('events')
})

test('a step of a server that is on no host ran on none, which is no null', async () => {
  await compute.db.updateTable('compute.server').set({ host_id: null }).where('id', '=', compute.server.id).execute()
  const { body } = await compute.request(`GET ${path}/${await aFailure()}`, { version: '2.62', as: 'admin' })
  expect(body.instanceAction.events[1]).toMatchObject({ host: '', hostId: '' })
})

test('from 2.21 on what was asked of a deleted server is remembered', async () => {
  await compute.db
    .updateTable('compute.server')
    .set({ vm_state: 'deleted', deleted_at: new Date() })
    .where('id', '=', compute.server.id)
    .execute()
  expect((await compute.request(`GET ${path}`, { version: '2.20' })).status).toBe(404)
  expect((await compute.request(`GET ${path}`, { version: '2.21' })).status).toBe(200)
})
