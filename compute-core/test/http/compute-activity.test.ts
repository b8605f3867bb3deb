import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { activityKeys } from '#domain/server/activity-keys'
import { failed } from '#platform/errors'
import { writeJob } from '#platform/flow/jobs'
import { newId } from '#platform/ids'
import { insertBulkRun } from '#store/bulk-run-store'
import { endAction } from '#store/server-action-store'
import { recordFault } from '#store/server-fault-store'
import { insertServer } from '#test/insert-server'
import { aFurnishedCompute, insertAction } from './support/a-furnished-compute.ts'
import { listSearchSuite } from './support/list-search-suite.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
/** What was asked, newest first. */
let requests: Record<'running' | 'failed' | 'gone' | 'first', string>
beforeAll(async () => {
  compute = await aFurnishedCompute()
  const { db, server } = compute
  const gone = await insertServer(db, { name: 'gone', project_id: server.projectId, user_id: 'ada' })
  const theirs = await insertServer(db, { name: 'theirs', project_id: compute.callers.get('other')!.projectId! })
  await insertAction(db, theirs, 'stop')
  const ofGone = await insertAction(db, gone, 'delete')
  await db.updateTable('compute.server').set({ deleted_at: new Date() }).where('id', '=', gone.id).execute()
  const failing = await insertAction(db, server, 'resize')
  await endAction(db, { serverId: server.id, requestId: failing }, 'Error')
  await recordFault(db, server.id, failed('No host is large enough.'), failing)
  const running = await insertAction(db, server, 'reboot')
  await writeJob(db, { flow: 'server-reboot', subjectId: server.id, params: {}, requestId: running })
  requests = { running, failed: failing, gone: ofGone, first: compute.requestId }
})
afterAll(() => compute[Symbol.asyncDispose]())

const ask = async (query = '', as = 'member') =>
  (await compute.request(`GET /kilonova/activity${query}`, { version: '2.104', as })).body
const list = async (query = '', as = 'member'): Promise<string[]> =>
  (await ask(query, as)).activity.map(({ request_id }: { request_id: string }) => request_id)

test('what was asked in a project comes newest first, also of a server that is deleted', async () => {
  const { running, failed, gone, first } = requests
  expect(await list()).toEqual([running, failed, gone, first])
  expect((await ask()).activity[2]).toMatchObject({ server_name: 'gone', server_deleted: true, outcome: 'done' })
})

test('it says how each has ended, why one has failed, and how far one has come', async () => {
  const { activity } = await ask()
  expect(activity[0]).toMatchObject({
    outcome: 'running',
    finish_time: null,
    message: null,
    steps_total: 3,
    user_name: 'ada',
    project_id: compute.server.projectId,
    project_name: 'demo',
  })
  expect(activity[0].steps).toMatchObject([{ event: 'compute_stop_instance', result: 'Success' }])
  expect(activity[1]).toMatchObject({ outcome: 'failed', message: 'No host is large enough.', steps_total: null })
  expect(activity[1].finish_time).toMatch(/^\d{4}-.*Z$/)
})

test('hosts, details and tracebacks are for administrators', async () => {
  expect((await ask()).activity[0].steps[0]).not.toHaveProperty('host')
  expect((await ask('?all_tenants=1', 'admin')).activity[0].steps[0]).toMatchObject({ host: 'host-1', traceback: null })
})

test('it goes by pages', async () => {
  const first = await ask('?limit=3')
  const href: string = first.activity_links[0].href
  const rest = await compute.request(`GET ${href.slice('http://cloud.test'.length)}`, { version: '2.104' })
  expect(rest.body.activity).toMatchObject([{ request_id: requests.first }])
})

test.each([
  ['outcome=running', ['running']],
  ['outcome=failed', ['failed']],
  ['outcome=done', ['gone', 'first']],
  ['action=resize', ['failed']],
  ['user_id=ada', ['gone']],
  ['since=2100-01-01', []],
  ['before=2100-01-01', ['running', 'failed', 'gone', 'first']],
] as const)('it is narrowed by %s', async (query, names) => {
  expect(await list(`?${query}`)).toEqual(names.map((name) => requests[name]))
})

test('it is narrowed by server and by request', async () => {
  expect(await list(`?server_id=${compute.server.id}&outcome=failed`)).toEqual([requests.failed])
  expect(await list(`?request_id=${requests.gone}`)).toEqual([requests.gone])
  expect(await list(`?server_id=${newId<string>()}`)).toEqual([])
})

test('other projects are for administrators', async () => {
  const { projectId } = compute.callers.get('other')!
  expect(await list('?all_tenants=1', 'admin')).toHaveLength(5)
  expect(await list(`?project_id=${projectId}`, 'admin')).toHaveLength(1)
  for (const query of ['all_tenants=1', `project_id=${projectId}`])
    expect(await compute.request(`GET /kilonova/activity?${query}`)).toMatchObject({ status: 403 })
})

test('what somebody has asked for they see wherever it was, and nothing else', async () => {
  const { userId } = compute.callers.get('member')!
  expect(await list(`?all_tenants=1&user_id=${userId}`)).toEqual([requests.running, requests.failed, requests.first])
  expect(await compute.request(`GET /kilonova/activity?all_tenants=1&user_id=ada`)).toMatchObject({ status: 403 })
})

test('what is a part of a bulk run says of which', async () => {
  const { db, server } = compute
  const id = newId<string>()
  const run = {
    id,
    action: 'reboot',
    body: null,
    version: '2.1',
    requestId: 'req-run',
    userId: 'ada',
    clientAddress: null,
  }
  await insertBulkRun(db, { ...run, projectId: server.projectId, applicationCredentialId: null, trustId: null }, [
    server.id,
  ])
  await db.updateTable('compute.bulk_item').set({ request_id: requests.running }).where('run_id', '=', id).execute()
  expect((await ask(`?bulk_action_id=${id}`)).activity).toMatchObject([
    { request_id: requests.running, bulk_action_id: id },
  ])
  expect(await list('?bulk_action_id=none')).toEqual([requests.failed, requests.gone, requests.first])
})

test.each([
  'marker=nope',
  'marker=99999999',
  'limit=x',
  'outcome=well',
  'since=never',
  'all_tenants=perhaps',
  'colour=red',
])('%s is a 400', async (query) => {
  expect(await compute.request(`GET /kilonova/activity?${query}`, { version: '2.104' })).toMatchObject({ status: 400 })
})

let nth = 0
listSearchSuite('activity', activityKeys, () => ({
  keys: activityKeys,
  isPaged: true,
  nobodySpecial: 'member',
  terms: {
    action: 'action:resize',
    outcome: 'outcome:failed',
    server: () => `server:${compute.server.id}`,
    user: () => `user:${compute.server.userId}`,
    request: () => `request:${requests.failed}`,
    started: 'started:>2026-02-01',
    reason: 'reason:enough',
    host: 'host:host-7',
    project: () => `project:${compute.server.projectId}`,
  },
  texts: ['gone', 'resize', () => requests.gone],
  async list(parameters, as = 'admin') {
    if (nth++ === 0) await makeThemDiffer()
    const query = new URLSearchParams({ ...(as === 'admin' && { all_tenants: '1' }), ...parameters })
    const { status, headers, body } = await compute.request(`GET /kilonova/activity?${query}`, { as, version: '2.104' })
    const total = headers.get('kilonova-total-count')
    return {
      status,
      ids: (body.activity ?? []).map(({ id }: { id: string }) => id),
      total: total === null ? undefined : Number(total),
      text: JSON.stringify(body),
    }
  },
}))

/** A step on another host, a beginning long ago, and a reason of its own. */
async function makeThemDiffer() {
  const { db } = compute
  const [old] = await db
    .updateTable('compute.instance_action')
    .set({ start_time: new Date('2026-01-01') })
    .where('request_id', '=', requests.gone)
    .returning('id')
    .execute()
  await db
    .updateTable('compute.instance_action_event')
    .set({ host: 'host-7' })
    .where('action_id', '=', old!.id)
    .execute()
}

test('a page is read by an index, however much has happened before', async () => {
  const { db, server } = compute
  await sql`insert into compute.instance_action (server_id, action, request_id, user_id, project_id, start_time)
    select ${server.id}, 'stop', 'req-' || n, 'ada', ${server.projectId}, now() - n * interval '1 minute'
    from generate_series(1, 20000) n`.execute(db)
  await sql`analyze compute.instance_action`.execute(db)
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select * from compute.instance_action a
    where a.project_id = ${server.projectId} order by a.start_time desc, a.id desc limit 50`.execute(db)
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('instance_action_of_')
})
