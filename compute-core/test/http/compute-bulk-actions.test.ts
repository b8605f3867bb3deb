import { afterAll, beforeAll, expect, test } from 'vitest'
import { onBehalf } from '#api/peer-service'
import { sendItems } from '#conductor/flows/bulk-run/send-items'
import { finishJob } from '#platform/flow/job-ledger'
import { newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { endAction } from '#store/server-action-store'
import { insertServer } from '#test/insert-server'
import { aFurnishedCompute } from './support/a-furnished-compute.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
beforeAll(async () => {
  compute = await aFurnishedCompute()
})
afterAll(() => compute[Symbol.asyncDispose]())

const newest = { version: '2.104' }
const path = '/kilonova/bulk-actions'
const ask = (body: unknown, as = 'member') => compute.request(`POST ${path}`, { ...newest, as, body })
const show = async (id: string, query = '', as = 'member') =>
  (await compute.request(`GET ${path}/${id}${query}`, { ...newest, as })).body.bulk_action

/** A server of the member's project, on the host that is there. */
const aServer = (what: Parameters<typeof insertServer>[1] = {}) => {
  const { db, server, hostId } = compute
  return insertServer(db, { project_id: server.projectId, user_id: server.userId, host_id: hostId, ...what })
}

/** Does what the flow of a run does. */
async function send(id: string) {
  const identity = {
    forgetExpiredTokens: async () => {},
    callerNow: async ({ userId }: { userId: string }) =>
      [...compute.callers.values()].find((caller) => caller.userId === userId),
  }
  await sendItems({ db: compute.db, identity, askCompute: onBehalf(compute.app), log: silentLog }, id)
}

/** A run that was begun and sent. */
async function aRun(body: unknown, as = 'member'): Promise<string> {
  const { status, body: told } = await ask(body, as)
  expect({ status, told }).toMatchObject({ status: 202 })
  await send(told.bulk_action.id)
  return told.bulk_action.id
}

test('all projects are asked for with a query only: ids say which servers are meant', async () => {
  const { id } = await aServer()
  const { status, body } = await ask({ action: 'delete', servers: [id], all_tenants: true }, 'admin')
  expect({ status, body }).toMatchObject({
    status: 400,
    body: { badRequest: { message: expect.stringContaining('all_tenants') } },
  })
})

test('a run is accepted at once, with none of its servers asked yet', async () => {
  const { id } = await aServer()
  const { status, body, headers } = await ask({ action: { 'os-stop': null }, servers: [id] })
  expect({ status, body }).toMatchObject({
    status: 202,
    body: {
      bulk_action: {
        action: 'os-stop',
        user_name: 'ada',
        outcome: 'running',
        request_id: headers.get('x-openstack-request-id'),
        counts: { total: 1, waiting: 1, running: 0 },
      },
    },
  })
  expect(compute.dispatched.at(-1)).toMatchObject({ flow: 'bulk-run', subjectId: body.bulk_action.id })
})

test('each server is asked as it would be asked alone, and its answer is kept', async () => {
  const [good, stopped, locked] = [
    await aServer({ name: 'good' }),
    await aServer({ name: 'stopped', vm_state: 'stopped' }),
    await aServer({ name: 'locked', locked_by: 'admin' }),
  ]
  const theirs = await insertServer(compute.db, {
    project_id: compute.callers.get('other')!.projectId!,
    name: 'secret',
  })
  const nowhere = newId<string>()
  const servers = [good.id, stopped.id, locked.id, theirs.id, nowhere]
  const run = await show(await aRun({ action: { 'os-stop': null }, servers }))
  expect(run).toMatchObject({
    outcome: 'running',
    counts: { total: 5, waiting: 0, running: 1, refused: 4 },
    servers: [
      { server_name: 'good', outcome: 'running', status: 202, message: null, steps_done: 0, steps_total: 2 },
      { server_name: 'stopped', outcome: 'refused', status: 409, message: expect.stringContaining('stopped') },
      { server_name: 'locked', outcome: 'refused', status: 409, message: expect.stringContaining('locked') },
      // That there is one is nothing for them to know.
      { server_name: null, outcome: 'refused', status: 404, message: `Instance ${theirs.id} could not be found.` },
      { server_name: null, outcome: 'refused', status: 404, message: `Instance ${nowhere} could not be found.` },
    ],
  })
  const { body } = await compute.request(`GET /servers/${good.id}/os-instance-actions`, newest)
  expect(body.instanceActions).toMatchObject([{ action: 'stop', request_id: run.servers[0].request_id }])
})

test('it tells what has become of the action of each server', async () => {
  const [well, badly] = [await aServer(), await aServer()]
  const id = await aRun({ action: { reboot: { type: 'HARD' } }, servers: [well.id, badly.id] })
  const { servers } = await show(id)
  const { db, dispatched } = compute
  await endAction(db, { serverId: badly.id, requestId: servers[1].request_id }, 'Error')
  for (const { request_id } of servers)
    await finishJob(db, dispatched.find(({ requestId }) => requestId === request_id)!.id)
  expect(await show(id)).toMatchObject({
    outcome: 'failed',
    counts: { done: 1, failed: 1 },
    servers: [
      { outcome: 'done', message: null },
      { outcome: 'failed', message: 'It failed.' },
    ],
  })
  expect((await show(id, '?outcome=failed')).servers).toMatchObject([{ server_id: badly.id }])
})

test('servers are deleted by it, too', async () => {
  const { id } = await aServer()
  expect(await show(await aRun({ action: 'delete', servers: [id] }))).toMatchObject({
    action: 'delete',
    body: null,
    servers: [{ outcome: 'running', status: 204 }],
  })
})

test('a server that is named twice is asked once', async () => {
  const { id } = await aServer()
  expect((await show(await aRun({ action: { pause: null }, servers: [id, id.toUpperCase()] }))).servers).toHaveLength(1)
})

test('all servers that a query finds are asked, and no others', async () => {
  const [one, two] = [await aServer({ name: 'Batch-1' }), await aServer({ name: 'batch-2' })]
  await aServer({ name: 'batch-3', tags: ['keep'] })
  await insertServer(compute.db, { project_id: compute.callers.get('other')!.projectId!, name: 'batch-4' })
  const run = await show(await aRun({ action: { pause: null }, query: 'name:batch-* -tag:keep' }))
  const asked = run.servers.map(({ server_id }: { server_id: string }) => server_id)
  expect(asked.toSorted()).toEqual([one.id, two.id].toSorted())
  expect(await ask({ action: 'delete', query: 'name:no-such-thing' })).toMatchObject({ status: 400 })
  expect(await ask({ action: 'delete', query: 'colour:red' })).toMatchObject({ status: 400 })
  expect(await ask({ action: 'delete', query: 'name:batch-*', all_tenants: true })).toMatchObject({ status: 403 })
  expect(await ask({ action: 'delete' })).toMatchObject({ status: 400 })
})

test('its servers come by pages', async () => {
  const servers = [(await aServer()).id, (await aServer()).id, (await aServer()).id]
  const id = await aRun({ action: { pause: null }, servers })
  const { body } = await compute.request(`GET ${path}/${id}?limit=2`, newest)
  expect(body.bulk_action.servers.map(({ server_id }: { server_id: string }) => server_id)).toEqual(servers.slice(0, 2))
  const href: string = body.servers_links[0].href
  const rest = await compute.request(`GET ${href.slice('http://cloud.test'.length)}`, newest)
  expect(rest.body.bulk_action.servers).toMatchObject([{ server_id: servers[2] }])
})

test('a run is asked at the version that it was asked for with', async () => {
  const { id } = await aServer()
  const { body } = await compute.request(`POST ${path}`, {
    version: '2.16',
    body: { action: { lock: { locked_reason: 'why' } }, servers: [id] },
  })
  await send(body.bulk_action.id)
  // Before 2.73 a lock had no reason, and whatever stood there meant nothing.
  expect(await show(body.bulk_action.id)).toMatchObject({ servers: [{ outcome: 'done', status: 202 }] })
  const { body: shown } = await compute.request(`GET /servers/${id}`, newest)
  expect(shown.server).toMatchObject({ locked: true, locked_reason: null })
})

test('runs of the project are listed, newest first; those of others are not there', async () => {
  const { id: server } = await aServer()
  const [first, second] = [
    await aRun({ action: { lock: null }, servers: [server] }),
    await aRun({ action: { unlock: null }, servers: [server] }),
  ]
  const list = async (query: string, as = 'member') =>
    (await compute.request(`GET ${path}${query}`, { ...newest, as })).body.bulk_actions as { id: string }[]
  expect((await list('?limit=2')).map(({ id }) => id)).toEqual([second, first])
  expect((await list(`?limit=1&marker=${second}`)).map(({ id }) => id)).toEqual([first])
  expect(await list('?since=2100-01-01')).toSatisfy((runs: { id: string }[]) => runs.every(({ id }) => id !== first))
  expect(await list('?user_id=nobody')).toEqual([])
  expect(await list('', 'other')).toEqual([])
  expect((await list('?all_tenants=1&limit=1', 'admin'))[0]).toMatchObject({ id: second })
  expect(await compute.request(`GET ${path}/${first}`, { ...newest, as: 'other' })).toMatchObject({ status: 404 })
  expect(await compute.request(`GET ${path}?all_tenants=1`, newest)).toMatchObject({ status: 403 })
  expect((await list('?limit=1', 'reader'))[0]).toMatchObject({ id: second })
})

const anId = newId<string>()
test.each([
  ['no servers', { action: 'delete', servers: [] }, 'servers'],
  ['too many', { action: 'delete', servers: Array.from({ length: 5001 }, () => newId<string>()) }, '5000'],
  ['what is no id', { action: 'delete', servers: ['web-1'] }, 'UUID'],
  ['an action that there is not', { action: { fly: null }, servers: [anId] }, 'no such action: fly'],
  ['two actions', { action: { pause: null, unpause: null }, servers: [anId] }, 'Unknown here'],
  ['an action told wrongly', { action: { reboot: { type: 'GENTLE' } }, servers: [anId] }, 'reboot.type'],
  ['none at all', { action: {}, servers: [anId] }, 'only key is the action'],
  ['another word', { action: 'destroy', servers: [anId] }, 'delete'],
  ['a password', { action: { changePassword: { adminPass: 'x' } }, servers: [anId] }, 'one server at a time'],
  ['the log', { action: { 'os-getConsoleOutput': {} }, servers: [anId] }, 'one server at a time'],
  ['a rescue with a password', { action: { rescue: { adminPass: 'x' } }, servers: [anId] }, 'keeps no adminPass'],
])('%s is a 400', async (_what, body, words) => {
  const { status, body: fault } = await ask(body)
  expect({ status, fault }).toMatchObject({
    status: 400,
    fault: { badRequest: { message: expect.stringContaining(words) } },
  })
})

test.each(['marker=nope', 'limit=x', 'outcome=well', 'colour=red'])('%s is a 400 of a run', async (query) => {
  const { id } = await aServer()
  const run = await aRun({ action: { lock: null }, servers: [id] })
  expect(await compute.request(`GET ${path}/${run}?${query}`, newest)).toMatchObject({ status: 400 })
})
