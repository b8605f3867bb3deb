import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { computeService } from '#api/compute-api'
import { computeRoutes } from '#api/compute-routes'
import { withheldRules } from '#api/reading-rules'
import type { Route } from '#api/route'
import { computeVersions } from '#api/versions'
import { newId } from '#platform/ids'
import { defaultChecksOf, readRulesOf } from '#platform/service/default-checks'
import { nameOf } from '#platform/service/microversion'
import { insertServer } from '#test/insert-server'
import { aCaller } from './support/a-compute.ts'
import { aFurnishedCompute } from './support/a-furnished-compute.ts'
import type { ApiSample } from './support/api-samples.ts'
import { fingerprintButForAudit } from './support/odd-paths.ts'
import { furnishForSamples, prepareSample, refusedWith, sampleRequests } from './support/sample-requests.ts'
import { aSystemReader } from './support/test-callers.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
let things: Readonly<Record<string, string>>
beforeAll(async () => {
  compute = await aFurnishedCompute()
  await furnishForSamples(compute)
  compute.callers.set('systemReader', aCaller(aSystemReader))
  compute.callers.set(
    'systemAdmin',
    aCaller({ ...aSystemReader, roles: ['admin', 'manager', 'member', 'reader'], isAdmin: true }),
  )
  const { db, server, callers } = compute
  await insertServer(db, {
    project_id: server.projectId,
    vm_state: 'error',
    user_data: 'cGFzc3dvcmQ=',
    host_id: compute.hostId,
  })
  const aggregate = await db
    .insertInto('compute.aggregate')
    .values({ uuid: newId<string>(), name: 'racks' })
    .returning('id')
    .executeTakeFirstOrThrow()
  things = {
    server: server.id,
    project: callers.get('member')!.projectId!,
    flavor: '1',
    image: compute.imageId,
    host: 'host-1',
    name: 'default',
    aggregate: String(aggregate.id),
    group: 'f3d86fe6-4246-4be8-b87c-eb894626c741',
    request: compute.requestId,
    hypervisor: compute.hostId,
    id: compute.hostId,
  }
})
afterAll(() => compute[Symbol.asyncDispose]())

const linesOf = (routes: readonly Route[]) =>
  routes.map((route) => ({
    line: `${route.method} ${route.path}`,
    route,
    // Nova's proxies answer at their own versions only.
    version: nameOf(computeVersions, route.until),
  }))
const filled = ({ method, path }: Route) =>
  `${method} ${path.replaceAll(/:(\w+)/g, (_, name: string) => things[name] ?? newId<string>())}`

const reading = linesOf(computeRoutes.filter(({ method }) => method === 'GET'))
/** Without a look at the body, which need not be JSON. */
async function statusOf(line: string, as: string, version: string): Promise<number> {
  const [method, path] = line.split(' ') as [string, string]
  const headers = { 'x-auth-token': as, 'openstack-api-version': `compute ${version}` }
  return (await compute.app.request(`http://cloud.test/v2.1${path}`, { method, headers })).status
}

/** Of one project, whose token it takes: who reads the whole cloud is answered as an administrator with a token for the system. */
const ofOneProject = new Set(['GET /kilonova/server-templates'])

const isWithheld = ({ rule, path }: Route) =>
  (rule !== undefined && Object.hasOwn(withheldRules, rule)) || path.endsWith('/os-server-password')

describe('who reads the whole cloud', () => {
  test.each(reading.filter(({ route }) => !isWithheld(route)))(
    'is answered as an administrator: $line at $version',
    async ({ route, version }) => {
      const everywhere = Object.hasOwn(route.query.parameters ?? {}, 'all_tenants') ? '?all_tenants=1' : ''
      const ask = (as: string) => statusOf(`${filled(route)}${everywhere}`, as, version)
      const admin = await ask(ofOneProject.has(`${route.method} ${route.path}`) ? 'systemAdmin' : 'admin')
      expect([200, 400, 404, 501]).toContain(admin)
      expect(await ask('systemReader')).toBe(admin)
    },
  )

  test.each(reading.filter(({ route }) => isWithheld(route)))('is not told $line', async ({ route, version }) => {
    expect((await compute.request(filled(route), { as: 'systemReader', version })).status).toBe(403)
  })

  test('sees the same servers, on their hosts and with what failed, but for what they are told at their start', async () => {
    const line = 'GET /servers/detail?all_tenants=1'
    const [admins, readers] = await Promise.all(
      ['admin', 'systemReader'].map(async (as) => (await compute.request(line, { as, version: '2.104' })).body.servers),
    )
    const userData = 'OS-EXT-SRV-ATTR:user_data'
    expect(admins.map((server: Record<string, unknown>) => server[userData])).toContain('cGFzc3dvcmQ=')
    expect(readers).toEqual(admins.map(({ [userData]: _secret, ...server }: Record<string, unknown>) => server))
    expect(readers[0]).toHaveProperty('OS-EXT-SRV-ATTR:host')
  })

  test('sees what was asked of many servers, but for what they are told at their start', async () => {
    const rebuild = { imageRef: compute.imageId, user_data: 'cGFzc3dvcmQ=' }
    const body = { action: { rebuild }, servers: [things['server']] }
    const newest = { version: '2.104' }
    const asked = await compute.request('POST /kilonova/bulk-actions', { ...newest, as: 'member', body })
    expect(asked).toMatchObject({ status: 202, body: { bulk_action: { body: { rebuild } } } })
    const line = `GET /kilonova/bulk-actions/${asked.body.bulk_action.id}`
    expect((await compute.request(line, { ...newest, as: 'systemReader' })).body.bulk_action.body).toEqual({
      rebuild: { imageRef: compute.imageId },
    })
  })

  const taken = sampleRequests.filter((sample) => refusedWith(sample) === undefined)
  const named = (samples: readonly ApiSample[]) => samples.map((sample) => [sample.file, sample] as const)
  // A template is its project's alone: another one's is not there.
  const ownOrAsking = /^os-keypairs\/|fit-post|server-templates-put/
  test.each(named(taken.filter(({ name }) => !ownOrAsking.test(name))))(
    'changes nothing by %s',
    async (_file, sample) => {
      const { line, version, body } = await prepareSample(compute, sample)
      const before = await fingerprintButForAudit(compute.db)
      const { status, body: fault } = await compute.request(line, { as: 'systemReader', version, body })
      expect({ status, fault }).toMatchObject({ status: 403 })
      expect(await fingerprintButForAudit(compute.db)).toEqual(before)
    },
  )

  test('asks whether something would fit, which changes nothing', async () => {
    const body = { server: { flavorRef: '1' }, project_id: things['project'] }
    const before = await fingerprintButForAudit(compute.db)
    const answer = await compute.request('POST /kilonova/fit', { as: 'systemReader', version: '2.104', body })
    expect(answer).toMatchObject({ status: 200, body: { fit: { table: { by_host: expect.any(Array) } } } })
    expect(await fingerprintButForAudit(compute.db)).toEqual(before)
  })

  test.each([{ host: 'host-1' }, { hypervisor_hostname: 'host-1' }, { availability_zone: 'nova:host-1' }])(
    'asks whether something would fit on the host that %j names',
    async (where) => {
      const body = { server: { flavorRef: '1', ...where }, project_id: things['project'] }
      const ask = (as: string) => compute.request('POST /kilonova/fit', { as, version: '2.104', body })
      expect(await ask('systemReader')).toMatchObject({ status: 200, body: (await ask('admin')).body })
      expect((await ask('member')).status).toBe(403)
    },
  )

  const bodiless = linesOf(computeRoutes.filter(({ read, method }) => read === undefined && method !== 'GET'))
  test.each(bodiless.filter(({ line }) => !/os-keypairs|os-baremetal/.test(line)))(
    'is refused $line at $version',
    async ({ route, version }) => {
      const before = await fingerprintButForAudit(compute.db)
      // A 404 where it is looked up before anybody is asked whether they may.
      const { status } = await compute.request(filled(route), { as: 'systemReader', version })
      expect([403, 404]).toContain(status)
      expect(await fingerprintButForAudit(compute.db)).toEqual(before)
    },
  )

  test('passes no rule that a route asks before it changes something', () => {
    const asked = new Set(
      computeRoutes.flatMap(({ method, rule, path }) => (method === 'GET' || path === '/kilonova/fit' ? [] : [rule])),
    )
    expect([...readRulesOf(computeService)].filter((rule) => asked.has(rule as never))).toEqual([])
  })

  test('reads by one rule, which an operator may close', async () => {
    const checks = Object.entries(defaultChecksOf(computeService)).filter(([, check]) => check.includes('system_scope'))
    expect(checks).toEqual([['system_reader_api', 'role:reader and system_scope:all']])
  })
})
