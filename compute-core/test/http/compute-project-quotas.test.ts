import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { newId } from '#platform/ids'
import { insertNetwork as insertOneNetwork } from '#services/network/store/network-writes'
import { lockUsage } from '#store/quota-store'
import { lockServerGroups } from '#store/server-group-store'
import { insertServer } from '#test/insert-server'
import { aCompute, type TestCompute } from './support/a-compute.ts'
import { insertNetwork } from './support/insert-network.ts'

const asAdmin = (compute: TestCompute, line: string, body?: unknown) =>
  compute.request(line, { as: 'admin', version: '2.104', ...(body !== undefined && { body }) })

/** The projects of the two callers that most tests are about. */
const projectsOf = ({ callers }: TestCompute) =>
  [callers.get('member')!.projectId!, callers.get('other')!.projectId!] as const

test('the project that is nearest to one of its limits comes first, whichever service keeps the limit', async () => {
  await using compute = await aCompute({ instances: 4 })
  const [mine, others] = projectsOf(compute)
  await insertServer(compute.db, { project_id: mine })
  await insertNetwork(compute.db, others, '10.9.0.0/24')
  await asAdmin(compute, `PUT /kilonova/quotas/${others}`, { quota: { network: { network: 1 } } })
  const { body } = await asAdmin(compute, 'GET /kilonova/quotas')
  expect(body.quotas.slice(0, 2)).toMatchObject([
    { project_id: others, nearest: 1, is_own: true, network: { network: { limit: 1, used: 1, is_own: true } } },
    {
      project_id: mine,
      project_name: 'demo',
      nearest: 0.25,
      is_own: false,
      compute: { instances: { limit: 4, used: 1, is_own: false } },
      network: { port: { limit: 500, used: 0 } },
    },
  ])
  const few = await asAdmin(compute, `GET /kilonova/quotas?kilonova:q=${encodeURIComponent('nearest:>=80')}`)
  expect(few.body.quotas).toHaveLength(1)
})

test('the list says of a project what the quota of that project says', async () => {
  await using compute = await aCompute()
  const [mine] = projectsOf(compute)
  for (const vm_state of ['active', 'soft-delete', 'error'])
    await insertServer(compute.db, { project_id: mine, vm_state })
  const { id } = await insertServer(compute.db, { project_id: mine })
  await compute.db.updateTable('compute.server').set({ deleted_at: new Date() }).where('id', '=', id).execute()
  await asAdmin(compute, 'PUT /os-quota-class-sets/default', { quota_class_set: { cores: 33 } })
  await asAdmin(compute, `PUT /os-quota-sets/${mine}`, { quota_set: { ram: 9000 } })
  const { quota_set: told } = (await asAdmin(compute, `GET /os-quota-sets/${mine}/detail`)).body
  const { quota } = (await asAdmin(compute, `GET /kilonova/quotas/${mine}`)).body
  for (const [name, { limit, used }] of Object.entries<{ limit: number; used: number }>(quota.compute))
    expect([name, limit, used]).toEqual([name, told[name].limit, told[name].in_use])
  expect(quota.compute.instances.used).toBe(2)
  expect(quota.compute.cores).toMatchObject({ limit: 33, is_own: false })
})

test('limits of both services are changed together or not at all', async () => {
  await using compute = await aCompute()
  const [mine] = projectsOf(compute)
  await insertNetwork(compute.db, mine, '10.9.0.0/24')
  const put = (quota: object) => asAdmin(compute, `PUT /kilonova/quotas/${mine}`, { quota })
  const limits = { compute: { instances: 7 }, network: { network: 0, subnet: 0, port: 9 } }
  const refused = await put(limits)
  expect(refused.status).toBe(409)
  expect(refused.body.conflictingRequest.message).toContain(
    '(network: 0 asked, 1 used; subnet: 0 asked, 1 used). Choose higher ones, or force them.',
  )
  const { quota: before } = (await asAdmin(compute, `GET /kilonova/quotas/${mine}`)).body
  expect(before.is_own).toBe(false)
  const forced = (await put({ ...limits, force: true })).body.quota
  expect([forced.compute.instances.limit, forced.network.network.limit, forced.network.port.limit]).toEqual([7, 0, 9])
  const back = (await put({ compute: { instances: null }, network: { network: null, subnet: null } })).body.quota
  expect([back.compute.instances, back.network.network]).toMatchObject([
    { limit: 10, is_own: false },
    { limit: 100, is_own: false },
  ])
  expect(back.network.port).toMatchObject({ limit: 9, is_own: true })
})

test('every limit of both services is written and read back, by each name that is shown', async () => {
  await using compute = await aCompute()
  const [mine] = projectsOf(compute)
  const { quota: shown } = (await asAdmin(compute, `GET /kilonova/quotas/${mine}`)).body
  const names = { compute: Object.keys(shown.compute), network: Object.keys(shown.network) }
  expect(names.compute.length + names.network.length).toBe(10)
  const numbered = (of: string[], from: number) => Object.fromEntries(of.map((name, at) => [name, from + at]))
  const asked = { compute: numbered(names.compute, 30), network: numbered(names.network, 60) }
  const { quota } = (await asAdmin(compute, `PUT /kilonova/quotas/${mine}`, { quota: asked })).body
  for (const service of ['compute', 'network'] as const)
    for (const name of names[service])
      expect([name, quota[service][name]]).toMatchObject([name, { limit: asked[service][name], is_own: true }])
})

test('a limit of a project stays above what its users were given, and those are told', async () => {
  await using compute = await aCompute()
  const [mine] = projectsOf(compute)
  const { userId } = compute.callers.get('member')!
  await asAdmin(compute, `PUT /os-quota-sets/${mine}?user_id=${userId}`, { quota_set: { instances: 6 } })
  const low = await asAdmin(compute, `PUT /kilonova/quotas/${mine}`, { quota: { compute: { instances: 5 } } })
  expect(low.body.conflictingRequest.message).toContain('instances: 5 asked, 6 given to users')
  const { quota } = (await asAdmin(compute, `GET /kilonova/quotas/${mine}`)).body
  expect(quota.users).toEqual([{ user_id: userId, user_name: 'ada', limits: { instances: 6 } }])
})

test('a project goes back to the limits of all, in both services and with its users', async () => {
  await using compute = await aCompute()
  const [mine] = projectsOf(compute)
  const { userId } = compute.callers.get('member')!
  await asAdmin(compute, `PUT /os-quota-sets/${mine}?user_id=${userId}`, { quota_set: { instances: 6 } })
  await asAdmin(compute, `PUT /kilonova/quotas/${mine}`, { quota: { compute: { ram: 1 }, network: { port: 1 } } })
  const remove = () => asAdmin(compute, `DELETE /kilonova/quotas/${mine}`)
  expect([(await remove()).status, (await remove()).status]).toEqual([204, 204])
  const { quota } = (await asAdmin(compute, `GET /kilonova/quotas/${mine}`)).body
  expect([quota.is_own, quota.users]).toEqual([false, []])
})

test('what a project that is gone has left behind is listed without a name', async () => {
  await using compute = await aCompute()
  await insertServer(compute.db, { project_id: 'gone' })
  const { quotas } = (await asAdmin(compute, 'GET /kilonova/quotas?kilonova:q=id:gone')).body
  expect(quotas).toMatchObject([{ project_id: 'gone', project_name: null, compute: { instances: { used: 1 } } }])
  expect((await asAdmin(compute, 'PUT /kilonova/quotas/gone', { quota: {} })).status).toBe(404)
})

test('the limits that a project that is gone has left behind are taken away, once; those of all projects stay', async () => {
  await using compute = await aCompute()
  await insertServer(compute.db, { project_id: 'gone' })
  const left = { scope: 'gone', user_id: '', resource: 'instances', hard_limit: 3 }
  const ofAll = { ...left, scope: 'class:default' }
  await compute.db.insertInto('compute.quota_limit').values([left, ofAll]).execute()
  await compute.db.insertInto('network.quota').values({ project_id: 'gone', resource: 'port', hard_limit: 3 }).execute()
  const remove = async (id: string) => (await asAdmin(compute, `DELETE /kilonova/quotas/${id}`)).status
  expect([await remove('gone'), await remove('gone'), await remove('class:default')]).toEqual([204, 404, 404])
  const { quotas } = (await asAdmin(compute, 'GET /kilonova/quotas?kilonova:q=id:gone')).body
  expect(quotas).toMatchObject([{ is_own: false, compute: { instances: { limit: 3, is_own: false } } }])
})

test('quotas of all projects are for administrators', async () => {
  await using compute = await aCompute()
  const [mine] = projectsOf(compute)
  for (const line of ['GET /kilonova/quotas', `GET /kilonova/quotas/${mine}`])
    expect((await compute.request(line)).status).toBe(403)
  const put = await compute.request(`PUT /kilonova/quotas/${mine}`, { body: { quota: { compute: { instances: 99 } } } })
  expect(put.status).toBe(403)
})

test('the network service has its own say about its limits, and where it refuses nothing is changed', async () => {
  await using compute = await aCompute({}, {}, undefined, { update_quota: '!', delete_quota: '!' })
  const [mine] = projectsOf(compute)
  const put = (quota: object) => asAdmin(compute, `PUT /kilonova/quotas/${mine}`, { quota })
  expect((await put({ compute: { instances: 7 } })).status).toBe(200)
  const refused = await put({ compute: { instances: 8 }, network: { port: 9 } })
  expect(refused.status).toBe(403)
  expect(refused.body.forbidden.message).toContain('Policy does not allow update_quota to be performed.')
  expect((await asAdmin(compute, `DELETE /kilonova/quotas/${mine}`)).status).toBe(403)
  const { quota } = (await asAdmin(compute, `GET /kilonova/quotas/${mine}`)).body
  expect([quota.compute.instances.limit, quota.network.port.is_own]).toEqual([7, false])
})

test.each([
  ['PUT /kilonova/quotas', { quota: { network: { network: 0 } } }, 'network', 409],
  ['PUT /kilonova/quotas', { quota: { compute: { server_groups: 0 } } }, 'server group', 409],
  ['PUT /os-quota-sets', { quota_set: { server_groups: 0 } }, 'server group', 400],
  ['PUT /os-quota-sets', { quota_set: { instances: 0 } }, 'server', 400],
] as const)('%s %j sees the %s that is being made meanwhile', async (line, body, what, status) => {
  await using compute = await aCompute()
  const [mine] = projectsOf(compute)
  const tx = await compute.db.startTransaction().execute()
  await making[what](tx, mine)
  const asked = asAdmin(compute, `${line}/${mine}`, body)
  let isAnswered = false
  void asked.finally(() => (isAnswered = true))
  await untilOneWaits(compute.db, () => isAnswered)
  await tx.commit().execute()
  expect((await asked).status).toBe(status)
})

test.each([
  [{ quota: { compute: { instances: -2 } } }, 400],
  [{ quota: { compute: { instances: '5' } } }, 400],
  [{ quota: { compute: { router: 5 } } }, 400],
  [{ quota: { network: { router: 5 } } }, 400],
  [{}, 400],
  [{ quota: { compute: { instances: 2 ** 31 } } }, 400],
])('%j is answered with %i', async (body, status) => {
  await using compute = await aCompute()
  const [mine] = projectsOf(compute)
  expect((await asAdmin(compute, `PUT /kilonova/quotas/${mine}`, body)).status).toBe(status)
})

/** Makes one as the services do, up to the commit. */
const making = {
  network: (tx: Db, project_id: string) => insertOneNetwork(tx, { id: newId(), project_id, name: 'n' }),
  'server group': async (tx: Db, project_id: string) => {
    await lockServerGroups(tx, project_id)
    await tx
      .insertInto('compute.server_group')
      .values({ id: newId(), project_id, user_id: 'u', name: 'g', policy: 'affinity' })
      .execute()
  },
  server: async (tx: Db, project_id: string) => {
    await lockUsage(tx, project_id)
    await insertServer(tx, { project_id })
  },
}

/** Until somebody waits for another one's lock, or nobody has to be waited for any more. */
async function untilOneWaits(db: Db, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const { rows } = await sql`select from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`.execute(db)
    if (rows.length > 0) return
    await pause(10)
  }
}
