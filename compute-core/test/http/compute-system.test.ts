import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setWebhook } from '#store/notification-store'
import { aCaller, aCompute, type TestCompute } from './support/a-compute.ts'
import { newId } from '#platform/ids'
import { aControlProcess } from '#test/a-control-process'

const webhook = 'https://hooks.example.org/T0/hunter2?key=hunter2'
const secrets = { webhook_url: webhook, webhook_secret: 'hunter2', database_url: 'postgres://k:hunter2@db/k' }

let compute: TestCompute
beforeAll(async () => {
  const provider = {
    id: 'acme',
    issuer: 'https://id.example.org',
    client_id: 'k',
    client_secret: 'hunter2',
    domain: 'Default',
    name: 'Acme',
  }
  const rate_limit = { per_user: { requests: 3, seconds: 3600 } }
  compute = await aCompute({}, { ...secrets, oidc: [provider] as never, rate_limit })
  const systemWide = { systemScope: true, projectId: null, projectName: null }
  compute.callers.set('auditor', aCaller({ ...systemWide, roles: ['reader'] }))
})
afterAll(() => compute[Symbol.asyncDispose]())

let asked = 0

/** As an administrator whom nobody has counted yet. */
function ask(line: string, body?: unknown) {
  const as = `admin ${++asked}`
  compute.callers.set(as, aCaller({ roles: ['admin'], isAdmin: true, projectId: null }))
  return compute.request(line, { as, version: '2.104', ...(body !== undefined && { body }) })
}

const reads = [
  'versions',
  'settings',
  'endpoints',
  'reconcilers',
  'processes',
  'webhook',
  'rate-limits',
  'database',
  'log-level',
]

test.each(reads)('%s is for administrators and readers of the whole cloud, and tells no secret', async (what) => {
  const read = await ask(`GET /kilonova/system/${what}`)
  expect(read.status).toBe(200)
  expect(JSON.stringify(read.body)).not.toContain('hunter2')
  for (const [role, status] of [
    ['reader', 403],
    ['auditor', 200],
  ] as const) {
    const as = `${role} of ${what}`
    compute.callers.set(as, aCaller({ ...compute.callers.get(role)!, userId: aCaller().userId }))
    expect((await compute.request(`GET /kilonova/system/${what}`, { as })).status).toBe(status)
  }
})

test.each([
  ['POST /kilonova/system/reconcilers/old-events/run', undefined],
  ['POST /kilonova/system/webhook/retry', undefined],
  ['PUT /kilonova/system/log-level', { log_level: { level: 'debug' } }],
])('a reader of the whole cloud does not %s', async (line, body) => {
  const as = `auditor who would ${line}`
  compute.callers.set(as, aCaller({ ...compute.callers.get('auditor')!, userId: aCaller().userId }))
  expect((await compute.request(line, { as, ...(body && { body }) })).status).toBe(403)
})

test('a setting is told with its default and where it comes from', async () => {
  const { settings } = (await ask('GET /kilonova/system/settings')).body
  const named = (name: string) => settings.find((one: { name: string }) => one.name === name)
  expect(named('max_limit')).toMatchObject({ value: 1000, default: 1000, source: 'default', from: null })
  expect(named('webhook_secret')).toMatchObject({ value: 'set', is_secret: true, default: null })
  expect(named('webhook_url')).toMatchObject({ value: 'https://hooks.example.org/…' })
  expect(named('port')).toMatchObject({ variable: 'KILONOVA_PORT', summary: expect.stringContaining('TCP port') })
})

test('a reconciler is run now; one that there is not is a 404', async () => {
  const before = (await ask('GET /kilonova/system/reconcilers')).body.reconcilers[0]
  expect((await ask('POST /kilonova/system/reconcilers/old-events/run')).status).toBe(202)
  const after = (await ask('GET /kilonova/system/reconcilers')).body.reconcilers[0]
  expect([before.runs, after.runs]).toEqual([0, 1])
  expect(after).toMatchObject({ name: 'old-events', last_mended: 2, last_took_ms: 3, last_error: null })
  expect((await ask('POST /kilonova/system/reconcilers/nothing/run')).status).toBe(404)
})

test('control processes are told with their leases, and what each has in hand', async () => {
  const other = await aControlProcess(compute.db, 'control-2')
  const gone = await aControlProcess(compute.db, 'control-3')
  await sql`update platform.control_process set taken_over_at = now(), taken_over_by = ${other} where id = ${gone}`.execute(
    compute.db,
  )
  const job = { flow: 'server-stop', params: '{}', request_id: 'r', subject_id: newId<string>() }
  const jobOf = (held_by: string | null, started_at: Date | null) =>
    compute.db
      .insertInto('platform.job')
      .values({ ...job, id: newId<string>(), held_by, started_at })
      .execute()
  await jobOf(other, new Date())
  await jobOf(other, null)
  await jobOf(gone, new Date())
  await jobOf(null, null)
  const { processes, left } = (await ask('GET /kilonova/system/processes')).body
  expect(left).toEqual({ flows_under_way: 1, flows_waiting: 1 })
  expect(processes).toMatchObject([
    { id: other, host: 'control-2', state: 'live', leads: true, flows_under_way: 1, flows_waiting: 1, is_this: false },
    { id: gone, host: 'control-3', state: 'taken-over', leads: false, taken_over_by: other, lease_left_ms: 0 },
  ])
  expect(processes[0].lease_left_ms).toBeGreaterThan(3_500_000)
  expect(processes[0].roles).toEqual(['api', 'conductor', 'agent'])
  await compute.db.deleteFrom('platform.job').execute()
})

test('a webhook that is away is tried again when an administrator says so', async () => {
  await setWebhook(compute.db, webhook)
  const away = { failures: 4, due_at: new Date(Date.now() + 300_000), last_error: 'It answered 503.' }
  await compute.db.updateTable('compute.webhook').set(away).execute()
  const { webhook: before } = (await ask('GET /kilonova/system/webhook')).body
  expect(before).toMatchObject({ failures: 4, last_error: 'It answered 503.', waiting: 0 })
  expect(Date.parse(before.retry_at)).toBeGreaterThan(Date.now() + 200_000)
  expect((await ask('POST /kilonova/system/webhook/retry')).status).toBe(202)
  expect((await ask('GET /kilonova/system/webhook')).body.webhook).toMatchObject({ retry_at: null })
})

test('whom the rate limit held back is told by name', async () => {
  const statuses = []
  for (let count = 0; count < 5; count++) statuses.push((await compute.request('GET /servers', { as: 'other' })).status)
  expect(statuses).toEqual([200, 200, 200, 429, 429])
  expect((await ask('GET /kilonova/system/rate-limits')).body.rate_limits).toMatchObject({
    per_user: { requests: 3, seconds: 3600 },
    per_project: null,
    held_back: [{ of: 'user', id: compute.callers.get('other')!.userId, name: 'eve', times: 2 }],
  })
})

test('the log level is changed, and stands in the audit', async () => {
  const changed = await ask('PUT /kilonova/system/log-level', { log_level: { level: 'debug' } })
  expect(changed.body).toEqual({ log_level: { level: 'debug', at_start: 'info' } })
  expect((await ask('PUT /kilonova/system/log-level', { log_level: { level: 'loud' } })).status).toBe(400)
  const rows = await compute.db
    .selectFrom('platform.audit')
    .select(['action', 'target_name'])
    .where('request_id', '=', changed.headers.get('x-openstack-request-id')!)
    .execute()
  expect(rows).toEqual([{ action: 'log-level-update', target_name: 'debug' }])
})

test('the database tells its size, its tables and what it was brought forward by', async () => {
  const { database } = (await ask('GET /kilonova/system/database')).body
  expect(database.bytes).toBeGreaterThan(1_000_000)
  expect(database.tables).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'compute.server' })]))
  expect(database.migrations.at(-1)).toMatchObject({ name: expect.stringMatching(/^0001/) })
})
