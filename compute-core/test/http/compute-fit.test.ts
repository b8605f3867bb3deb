import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FitView } from '#api/kilonova/fit/fit-schema'
import { placeServer } from '#conductor/place-server'
import { settings } from '#platform/config'
import { CloudError } from '#platform/errors'
import { type HostId, type ImageId, newId, type ServerId } from '#platform/ids'
import { placementService } from '#services/placement/postgres-placement'
import { addHostToAggregate } from '#store/aggregate-membership'
import { changeAggregate, insertAggregate } from '#store/aggregate-store'
import { getServer, moveServerTo } from '#store/server-store'
import { anImageSummary } from '#test/an-image-summary'
import { aCompute, type RequestOptions, type TestCompute } from './support/a-compute.ts'
import { insertHost } from './support/a-furnished-compute.ts'

let compute: TestCompute
beforeAll(async () => {
  const unlimited = ['instances', 'cores', 'ram', 'server_groups', 'server_group_members']
  compute = await aCompute(Object.fromEntries(unlimited.map((name) => [name, -1])))
})
afterAll(() => compute[Symbol.asyncDispose]())

const defaultZone = 'nova'
const version = '2.104'

const hasHost = async (
  name: string,
  { vcpus = 8, ramMb = 8192, diskGb = 100, ...columns }: Record<string, unknown> & Partial<Size> = {},
) => {
  const id = (await insertHost(compute.db, name, columns)) as HostId
  const of = (total: number, allocationRatio = 1) => ({ total, reserved: 0, allocationRatio })
  const inventories = { VCPU: of(vcpus, 2), MEMORY_MB: of(ramMb), DISK_GB: of(diskGb) }
  await placementService(compute.db).provide({ id, name, inventories, traits: [] })
}

interface Size {
  vcpus: number
  ramMb: number
  diskGb: number
}

async function hasAggregate(hosts: readonly string[], metadata: Record<string, string>, zone: string | null = null) {
  const { id } = await insertAggregate(compute.db, { uuid: newId<string>(), name: newId<string>(), zone })
  for (const hostName of hosts)
    await addHostToAggregate(compute.db, { aggregateId: id, hostName, defaultZone }, async () => {})
  await changeAggregate(compute.db, id, { metadata }, defaultZone)
}

const hasFlavor = async (
  size: { vcpus: number; ram: number; disk: number },
  extraSpecs: Record<string, string> = {},
): Promise<string> => {
  const { body } = await compute.request('POST /flavors', {
    as: 'admin',
    version,
    body: { flavor: { name: newId<string>(), ...size } },
  })
  const { id } = body.flavor
  if (Object.keys(extraSpecs).length > 0)
    await compute.request(`POST /flavors/${id}/os-extra_specs`, {
      as: 'admin',
      version,
      body: { extra_specs: extraSpecs },
    })
  return id
}

function hasImage(properties: Record<string, string>): string {
  const id = newId<ImageId>()
  compute.images.set(id, anImageSummary({ id, properties }))
  return id
}

const hasGroup = async (policy: string, as: string, rules?: object): Promise<string> => {
  const body = { server_group: { name: 'g', policy, ...(rules && { rules }) } }
  const answer = await compute.request('POST /os-server-groups', { as, version, body })
  return answer.body.server_group.id
}

const fitOf = async (body: object, options: RequestOptions = {}) => {
  const answer = await compute.request('POST /kilonova/fit', { version, body, ...options })
  return { ...answer, fit: answer.body.fit as FitView }
}

/** Numbers that look random and come again with the seed (mulberry32). */
function dice(seed: number) {
  let state = seed
  const roll = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    chance: (share: number) => roll() < share,
    among: <T>(things: readonly T[]): T => things[Math.floor(roll() * things.length)]!,
  }
}

async function aRandomCloud({ among, chance }: ReturnType<typeof dice>) {
  const names = Array.from({ length: 8 }, (_, index) => `node-${index + 1}`)
  for (const name of names)
    await hasHost(name, {
      vcpus: among([2, 4, 8]),
      ramMb: among([2048, 4096, 8192]),
      diskGb: among([40, 100]),
      // They are heard of for as long as the test takes, however slow the machine is.
      last_seen_at: new Date(Date.now() + 3_600_000),
      ...(name === 'node-7' && { enabled: false }),
      ...(name === 'node-8' && { last_seen_at: new Date('2026-01-01T00:00:00Z') }),
    })
  const some = () => names.filter(() => chance(0.4))
  const own = compute.callers.get('member')!.projectId!
  await hasAggregate(names.slice(0, 4), {}, 'east')
  await hasAggregate(some(), { max_instances_per_host: '3' })
  await hasAggregate(some(), { max_io_ops_per_host: '2' })
  await hasAggregate(some(), { disk: 'ssd' })
  await hasAggregate(some(), { os_distro: 'debian' })
  await hasAggregate([among(names)], { filter_tenant_id: own })
  await hasAggregate([among(names)], { filter_tenant_id: 'somebody' })
  const flavors = [
    await hasFlavor({ vcpus: 1, ram: 1024, disk: 10 }),
    await hasFlavor({ vcpus: 2, ram: 1024, disk: 5 }),
    await hasFlavor({ vcpus: 1, ram: 3000, disk: 1 }),
    await hasFlavor({ vcpus: 4, ram: 2048, disk: 60 }),
    await hasFlavor({ vcpus: 1, ram: 700, disk: 20 }, { 'aggregate_instance_extra_specs:disk': 'ssd' }),
    await hasFlavor({ vcpus: 1, ram: 512, disk: 1 }, { 'trait:CUSTOM_GPU': 'required' }),
    await hasFlavor({ vcpus: 64, ram: 512, disk: 1 }),
  ]
  const images = [
    hasImage({}),
    hasImage({ architecture: 'x86_64' }),
    hasImage({ architecture: 'aarch64' }),
    hasImage({ os_distro: 'fedora' }),
    hasImage({ os_distro: 'debian' }),
  ]
  return { names, flavors, images }
}

test(
  'what would fit is what the scheduler then does, in 200 random requests on a random cloud',
  { timeout: 300_000 },
  async () => {
    const seed = Number(process.env['FIT_SEED'] ?? Date.now() % 1_000_000)
    console.log(`FIT_SEED=${seed} repeats this cloud and its requests.`)
    const { among, chance } = dice(seed)
    const { names, flavors, images } = await aRandomCloud({ among, chance })
    const io = { db: compute.db, placement: placementService(compute.db), settings: settings.parse({}) }
    const standing: ServerId[] = []
    const groups: { id: string; as: string }[] = []

    const leave = async (id: ServerId) => {
      await io.placement.release(id)
      await compute.db
        .updateTable('compute.server')
        .set({ vm_state: 'deleted', task_state: null, host_id: null, deleted_at: new Date() })
        .where('id', '=', id)
        .execute()
    }
    const settle = (id: ServerId) =>
      compute.db
        .updateTable('compute.server')
        .set({ vm_state: 'active', task_state: null })
        .where('id', '=', id)
        .execute()

    const groupFor = async (as: string) => {
      const known = groups.filter((group) => group.as === as)
      if (known.length > 0 && chance(0.4)) return among(known).id
      const policy = among(['affinity', 'anti-affinity', 'soft-affinity', 'soft-anti-affinity'])
      const rules = policy === 'anti-affinity' && chance(0.5) ? { max_server_per_host: 2 } : undefined
      const id = await hasGroup(policy, as, rules)
      groups.push({ id, as })
      return id
    }

    const outcomes = { none: 0, some: 0 }
    for (let nth = 1; nth <= 200; nth++) {
      const as = among(['member', 'other', 'admin'])
      const hints = {
        ...(chance(0.35) && { group: await groupFor(as) }),
        ...(standing.length > 0 && chance(0.15) && { different_host: [among(standing)] }),
        ...(standing.length > 0 && chance(0.1) && { same_host: [among(standing)] }),
      }
      const server = {
        name: `request-${nth}`,
        flavorRef: among(flavors),
        imageRef: among(images),
        networks: 'none',
        ...(chance(0.3) && { availability_zone: among(['east', 'nova']) }),
        ...(as === 'admin' && chance(0.3) && { host: among(names) }),
      }
      const asked = { server, 'os:scheduler_hints': hints }
      const what = `FIT_SEED=${seed}, request ${nth}: ${JSON.stringify(asked)}`
      const { status, fit } = await fitOf({ ...asked, project_id: compute.callers.get(as)!.projectId }, { as: 'admin' })
      expect({ what, status }).toEqual({ what, status: 200 })
      const { total, by_host: byHost } = fit.table!
      outcomes[total === 0 ? 'none' : 'some']++

      compute.dispatched.length = 0
      const count = { min_count: total + 1, max_count: total + 1 }
      const created = await compute.request('POST /servers', {
        as,
        version,
        body: { ...asked, server: { ...server, ...count } },
      })
      expect({ what, status: created.status }).toEqual({ what, status: 202 })
      const places: string[] = []
      let refusal: unknown
      let isMoved = true
      for (const { params } of compute.dispatched) {
        const { serverId, requestedHost } = params as { serverId: ServerId; requestedHost?: string }
        try {
          const place = await placeServer(io, await getServer(compute.db, serverId), { requestedHost }, () => false)
          isMoved &&= await moveServerTo(compute.db, serverId, ['scheduling'], place)
          places.push(place.hostName)
          standing.push(serverId)
        } catch (error) {
          refusal = error
          break
        }
      }
      // All of a new affinity group are on one host, though each could have been on another.
      const isTogether = new Set(places).size === 1
      const counts = byHost.map(({ host }) => places.filter((place) => place === host).length)
      expect({
        what,
        isMoved,
        placed: places.length,
        first: places[0],
        counts: isTogether ? [] : counts,
        refusal: refusal instanceof CloudError ? refusal.failure.kind : refusal,
      }).toEqual({
        what,
        isMoved: true,
        placed: total,
        first: total > 0 ? byHost[0]!.host : undefined,
        counts: isTogether ? [] : byHost.map(({ fits }) => fits),
        refusal: 'no-valid-host',
      })

      for (const id of standing.splice(0)) {
        if (chance(0.6)) await leave(id)
        else {
          if (chance(0.7)) await settle(id)
          standing.push(id)
        }
      }
    }
    expect(Math.min(outcomes.none, outcomes.some)).toBeGreaterThan(30)
  },
)

test('who is no administrator is told how many fit and the reasons, and of no host', async () => {
  const flavorRef = await hasFlavor({ vcpus: 1, ram: 100_000, disk: 1 })
  const { status, fit } = await fitOf({ server: { flavorRef, min_count: 2, max_count: 2 } }, { as: 'reader' })
  expect(status).toBe(200)
  expect(fit).toMatchObject({ count: 2, fits: 0, hosts: 0 })
  expect(Object.values(fit.reasons).reduce((sum, hosts) => sum + hosts, 0)).toBe(8)
  expect(JSON.stringify(fit)).not.toContain('node-')
})

test('nobody but an administrator asks for another project, or for a host', async () => {
  const flavorRef = await hasFlavor({ vcpus: 1, ram: 64, disk: 1 })
  const other = compute.callers.get('other')!.projectId
  expect((await fitOf({ server: { flavorRef }, project_id: other })).status).toBe(403)
  expect((await fitOf({ server: { flavorRef, host: 'node-1' } })).status).toBe(403)
})

test('a project that there is not is a 400 that names the field', async () => {
  const flavorRef = await hasFlavor({ vcpus: 1, ram: 64, disk: 1 })
  const { status, body } = await fitOf({ server: { flavorRef }, project_id: 'nope' }, { as: 'admin' })
  expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('project nope')])
})

test('what no host could ever run is refused as it is when a server is asked for', async () => {
  const tooSmall = await hasFlavor({ vcpus: 1, ram: 64, disk: 1 })
  const image = newId<ImageId>()
  compute.images.set(image, anImageSummary({ id: image, minRamMb: 512 }))
  for (const server of [{ flavorRef: 'nowhere' }, { flavorRef: tooSmall, imageRef: image }])
    expect(await fitOf({ server })).toMatchObject({ status: 400 })
})

test('sizes that no flavor has are asked for as numbers, and say the same as a flavor of that size', async () => {
  const flavorRef = await hasFlavor({ vcpus: 3, ram: 1500, disk: 7 })
  const asked = async (body: object) => (await fitOf(body, { as: 'admin' })).fit
  const flavor = { vcpus: 3, ram: 1500, disk: 7 }
  expect(await asked({ server: { max_count: 5 }, flavor })).toEqual(
    await asked({ server: { flavorRef, max_count: 5 } }),
  )
  const wrong = [{}, { vcpus: 0, ram: 1, disk: 1 }, { vcpus: 1, ram: 1, disk: 2 ** 31 }, { ...flavor, extra: 1 }]
  for (const bad of wrong) expect((await fitOf({ server: {}, flavor: bad })).status).toBe(400)
  expect((await fitOf({ server: {} })).status).toBe(400)
  expect((await fitOf({ server: { flavorRef }, flavor })).status).toBe(400)
})

test('asking claims nothing and writes no server', async () => {
  const claims = () => compute.db.selectFrom('placement.allocation').selectAll().orderBy('consumer_id').execute()
  const servers = () => compute.db.selectFrom('compute.server').select('id').orderBy('id').execute()
  const before = [await claims(), await servers()]
  await fitOf({ server: { flavorRef: await hasFlavor({ vcpus: 1, ram: 64, disk: 1 }) } })
  expect([await claims(), await servers()]).toEqual(before)
})
