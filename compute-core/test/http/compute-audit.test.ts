import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditKeys } from '#domain/audit/audit-keys'
import { finishJob } from '#platform/flow/job-ledger'
import { newId } from '#platform/ids'
import { forgetOldAudit } from '#platform/audit/old-audit'
import { insertServer } from '#test/insert-server'
import { aCaller, aCompute, type TestCompute } from './support/a-compute.ts'
import { listSearchSuite } from './support/list-search-suite.ts'

let compute: TestCompute
beforeAll(async () => {
  compute = await aCompute()
  compute.callers.set('auditor', aCaller({ systemScope: true, projectId: null, projectName: null, roles: ['reader'] }))
})
afterAll(() => compute[Symbol.asyncDispose]())

const ask = (line: string, as = 'member', body?: unknown) =>
  compute.request(line, { as, version: '2.104', ...(body !== undefined && { body }) })

/** What the audit has of one request. */
async function auditOf({ headers }: { headers: Headers }) {
  const id = headers.get('x-openstack-request-id')!
  const { body } = await ask(`GET /kilonova/audit?kilonova:q=${encodeURIComponent(`request:${id}`)}`, 'admin')
  return body.audit
}

const aServer = (name: string) => ({
  server: { name, flavorRef: '1', imageRef: compute.imageId, networks: 'none' },
})

test('what somebody does is there with the answer: who, what, on which, how it ended, by which request', async () => {
  const made = await ask('POST /servers', 'member', aServer('web-1'))
  const member = compute.callers.get('member')!
  expect(await auditOf(made)).toEqual([
    expect.objectContaining({
      service: 'compute',
      action: 'server-create',
      method: 'POST',
      path: '/v2.1/servers',
      user_id: member.userId,
      user_name: 'ada',
      project_id: member.projectId,
      project_name: 'demo',
      scope: 'project',
      target: { kind: 'server', id: made.body.server.id, name: 'web-1' },
      outcome: 'running',
      status: 202,
      message: null,
      has_steps: true,
    }),
  ])
})

test('whose limits were changed is told by name', async () => {
  const project = compute.callers.get('member')!.projectId!
  for (const [line, body] of [
    [`PUT /os-quota-sets/${project}`, { quota_set: { instances: 30 } }],
    [`DELETE /os-quota-sets/${project}`, undefined],
  ] as const)
    expect(await auditOf(await ask(line, 'admin', body))).toMatchObject([{ target: { id: project, name: 'demo' } }])
})

test('an action of a server ends as its flow does', async () => {
  const { id } = await insertServer(compute.db, {
    name: 'web-2',
    project_id: compute.callers.get('member')!.projectId!,
  })
  const asked = await ask(`POST /servers/${id}/action`, 'member', { 'os-stop': null })
  expect(await auditOf(asked)).toMatchObject([
    { action: 'server-stop', outcome: 'running', target: { id, name: 'web-2' } },
  ])
  expect(await foundAs(asked, 'running')).toEqual(['running'])
  await finishJob(compute.db, compute.dispatched.at(-1)!.id)
  expect(await auditOf(asked)).toMatchObject([{ outcome: 'success', message: null }])
  await compute.db
    .updateTable('compute.instance_action')
    .set({ message: 'Error' })
    .where('server_id', '=', id)
    .execute()
  const request_id = asked.headers.get('x-openstack-request-id')!
  const fault = { server_id: id, code: 500, message: 'The host went away.', request_id }
  await compute.db.insertInto('compute.server_fault').values(fault).execute()
  expect(await auditOf(asked)).toMatchObject([{ outcome: 'failure', message: 'The host went away.', status: 202 }])
  expect(await foundAs(asked, 'failure,refused')).toEqual(['failure'])
  for (const other of ['running', 'success', 'refused']) expect(await foundAs(asked, other)).toEqual([])
})

/** How a request has ended, where it is looked for among those that have ended in one of these ways. */
async function foundAs({ headers }: { headers: Headers }, outcomes: string): Promise<string[]> {
  const q = `request:${headers.get('x-openstack-request-id')} outcome:${outcomes}`
  const { body } = await ask(`GET /kilonova/audit?kilonova:q=${encodeURIComponent(q)}`, 'admin')
  return body.audit.map(({ outcome }: { outcome: string }) => outcome)
}

test('what the policy forbids stands there with the rule that does, and a reading does not', async () => {
  const refused = await ask('POST /flavors', 'member', { flavor: { name: 'mine', vcpus: 1, ram: 1, disk: 1 } })
  expect(refused.status).toBe(403)
  expect(await auditOf(refused)).toMatchObject([
    { action: 'flavor-create', outcome: 'refused', status: 403, message: expect.stringContaining('os-flavor-manage') },
  ])
  const fit = { server: { flavorRef: '1', imageRef: compute.imageId } }
  for (const reading of [await ask('GET /servers'), await ask('POST /kilonova/fit', 'member', fit)])
    expect({ status: reading.status, rows: await auditOf(reading) }).toEqual({ status: 200, rows: [] })
})

test('what is deleted stands there under the name that it had', async () => {
  const flavor = { name: 'short-lived', vcpus: 1, ram: 64, disk: 1, id: 'short' }
  await ask('POST /flavors', 'admin', { flavor })
  const gone = await ask('DELETE /flavors/short', 'admin')
  expect(await auditOf(gone)).toMatchObject([
    { action: 'flavor-delete', target: { kind: 'flavor', id: 'short', name: 'short-lived' }, outcome: 'success' },
  ])
})

test('what is not well formed stands there without what it said', async () => {
  const made = await ask('POST /servers', 'member', { server: { ...aServer('x').server, adminPass: ['hunter2'] } })
  expect(made.status).toBe(400)
  const rows = await auditOf(made)
  expect(rows).toMatchObject([{ action: 'server-create', outcome: 'failure', status: 400 }])
  expect(JSON.stringify(rows)).not.toContain('hunter2')
})

test('it is read by administrators and readers of the whole cloud, and by nobody else', async () => {
  for (const path of ['/kilonova/audit', '/kilonova/audit/export']) {
    const statuses = []
    for (const as of ['member', 'reader', 'other', '']) statuses.push((await ask(`GET ${path}`, as)).status)
    expect(statuses).toEqual([403, 403, 403, 401])
  }
  expect((await ask('GET /kilonova/audit', 'auditor')).status).toBe(200)
})

test('the export is the list as CSV, under the same filter, whole, and no cell is a formula', async () => {
  const name = '=HYPERLINK("http://evil")'
  await ask('POST /servers', 'member', aServer(name))
  await compute.db
    .insertInto('platform.audit')
    .values(Array.from({ length: 1500 }, (_, index) => aRow({ target_name: `many-${index}`, action: 'many-create' })))
    .execute()
  const csv = async (q: string) => {
    const url = `http://cloud.test/v2.1/kilonova/audit/export?kilonova:q=${encodeURIComponent(q)}`
    const response = await compute.app.request(url, { headers: { 'x-auth-token': 'auditor' } })
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    return (await response.text()).trimEnd().split('\r\n')
  }
  const [header, ...rows] = await csv('target:*HYPERLINK*')
  expect(header!.split(',')).toEqual(
    expect.arrayContaining(['event_time', 'user_name', 'action', 'target_name', 'outcome']),
  )
  expect(rows).toEqual([expect.stringContaining(`,"'=HYPERLINK(""http://evil"")",`)])
  const many = (await csv('action:many-create')).slice(1)
  expect(new Set(many.map((line) => /many-\d+/.exec(line)![0])).size).toBe(1500)
})

test('what is older than it is kept is forgotten, a batch at a time', async () => {
  await compute.db
    .insertInto('platform.audit')
    .values([aRow({ action: 'old', at: daysAgo(40) }), aRow({ action: 'young', at: daysAgo(20) })])
    .execute()
  await forgetOldAudit(compute.db, 30)
  const left = await compute.db
    .selectFrom('platform.audit')
    .select('action')
    .where('action', 'in', ['old', 'young'])
    .execute()
  expect(left).toEqual([{ action: 'young' }])
})

test('of more than a thousand it is not told how many there are, nor are they counted', async () => {
  await compute.db
    .insertInto('platform.audit')
    .values(Array.from({ length: 1001 }, (_, index) => aRow({ action: index === 0 ? 'crowd-end' : 'crowd-create' })))
    .execute()
  const totalOf = async (q: string, more = '') => {
    const path = `/kilonova/audit?kilonova:count=true&kilonova:q=${encodeURIComponent(q)}${more}`
    return (await ask(`GET ${path}`, 'admin')).headers.get('kilonova-total-count')
  }
  expect(await totalOf('action:crowd-create')).toBe('1000')
  expect(await totalOf('action:crowd-create', '&limit=10')).toBe('1000')
  expect(await totalOf('action:crowd-*', '&limit=10')).toBe(null)
})

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)

const aRow = (what: object) => ({
  service: 'network',
  action: 'port-create',
  method: 'POST',
  path: '/network/v2.0/ports',
  scope: 'project',
  outcome: 'success',
  status: 201,
  request_id: `req-${newId<string>()}`,
  ...what,
})

describe('as a list', () => {
  beforeAll(async () => {
    await compute.db.deleteFrom('platform.audit').execute()
    await compute.db
      .insertInto('platform.audit')
      .values([
        aRow({
          service: 'identity',
          action: 'user-update',
          user_id: 'u-1',
          user_name: 'Grace',
          project_id: 'p-1',
          project_name: 'Payments',
          target_kind: 'user',
          target_id: 'u-2',
          target_name: 'Linus',
          outcome: 'refused',
          status: 403,
          message: 'Policy does not allow it.',
          request_id: 'req-1',
          address: '10.1.2.3',
          at: new Date('2026-01-02'),
        }),
        ...Array.from({ length: 4 }, () => aRow({})),
      ])
      .execute()
  })

  async function list(parameters: Readonly<Record<string, string>>, as = 'admin') {
    const { status, headers, body } = await ask(`GET /kilonova/audit?${new URLSearchParams(parameters)}`, as)
    const rows = body?.audit ?? []
    const total = headers.get('kilonova-total-count')
    const ids = rows.map(({ id }: { id: string }) => id)
    return { status, ids, rows, total: total === null ? undefined : Number(total), text: JSON.stringify(body) }
  }

  listSearchSuite('/kilonova/audit', auditKeys, () => ({
    keys: auditKeys,
    list,
    isPaged: true,
    texts: ['grace', 'linus', 'req-1', 'payments'],
    terms: {
      who: 'who:grace',
      project: 'project:payments',
      service: 'service:identity',
      action: 'action:user-update',
      kind: 'kind:user',
      target: 'target:u-2',
      outcome: 'outcome:refused',
      reason: 'reason:"not allow"',
      request: 'request:req-1',
      address: 'address:10.1.2.3',
      time: 'time:<2026-02',
    },
    sortedBy: { event_time: ({ event_time }) => event_time },
  }))
})
