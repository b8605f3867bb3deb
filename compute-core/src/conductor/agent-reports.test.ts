import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { placementService } from '#services/placement/postgres-placement'
import { setInventories } from '#services/placement/store/set-inventories'
import type { PlacementService } from '#services/placement/placement-service'
import { fakeFacts } from '#driver/fake/fake-facts'
import { eachFigure } from '#domain/guest-metrics/guest-figures'
import type { PowerState } from '#domain/server/power-state'
import { newId, type ServerId } from '#platform/ids'
import { forgetHostIdentity, insertHostIdentity } from '#store/host-identity-store'
import { removeHost } from '#store/host-removal'
import { listHosts } from '#store/host-store'
import { insertServer } from '#test/insert-server'
import { conductorOver } from '#test/conductor-world'
import { sharedScratch } from '#test/shared-scratch'
import { desiredStates } from './desired-state.ts'
import { agentReports } from './agent-reports.ts'

const db = sharedScratch()

const nobody = { agents: undefined as never, flows: undefined as never }

/** What stands on the host, as it said last. */
async function reported(host: () => Promise<{ id: string } | undefined>) {
  const { id } = (await host())!
  const { guests } = await db()
    .selectFrom('compute.host_report')
    .select('guests')
    .where('host_id', '=', id)
    .executeTakeFirstOrThrow()
  return Object.entries(guests as object)
}

/** A host that sends its heartbeats, by way of a placement that a test may disturb. */
function aLivingHost() {
  const name = `host-${newId<string>()}`
  const facts = fakeFacts({ hostname: name, vcpus: 4, ramMb: 8192, diskGb: 100 })
  const real = placementService(db())
  const disturbed = { provide: real.provide }
  const placement: PlacementService = { ...real, provide: (provider) => disturbed.provide(provider) }
  const io = { ...conductorOver(db(), 'nova', nobody), placement }
  let reports = agentReports(io)
  const host = async () => (await listHosts(db(), 60)).find((each) => each.name === name)
  return {
    disturbed,
    /** Whoever takes the reports is started anew, with other settings. */
    restart(settings: Partial<typeof io.settings>) {
      reports = agentReports({ ...io, settings: { ...io.settings, ...settings } })
    },
    placement: real,
    reports: () => reports,
    host,
    beat: (...guests: [ServerId, PowerState][]) => reports.heartbeat({ hostName: name, facts, guests, disks: [] }),
    forget: async () => {
      const { id } = (await host())!
      await removeHost(db(), { id, name }, (trx) => real.withdraw(trx, id))
    },
    /** The ids under which placement knows a host of this name. */
    async providers() {
      const rows = await db().selectFrom('placement.resource_provider').select('id').where('name', '=', name).execute()
      return rows.map(({ id }) => id)
    },
  }
}

test('what hosts said last is known in every process, while they report', async () => {
  const { beat, host, restart } = aLivingHost()
  const [one, two] = [newId<ServerId>(), newId<ServerId>()]
  await beat([one, 'running'])
  await beat([one, 'running'], [two, 'paused'])
  const { name, id } = (await host())!
  restart({})
  const latest = async () =>
    (await agentReports(conductorOver(db(), 'nova', nobody)).latest()).find(({ hostName }) => hostName === name)
  expect((await latest())!.guests).toEqual(
    new Map([
      [one, 'running'],
      [two, 'paused'],
    ]),
  )
  await beat([two, 'running'])
  expect((await latest())!.guests).toEqual(new Map([[two, 'running']]))
  await db()
    .updateTable('compute.host')
    .set({ last_seen_at: new Date(0) })
    .where('id', '=', id)
    .execute()
  expect(await latest()).toBeUndefined()
})

test('a report that says nothing new is one statement, and is not written', async () => {
  const { beat, host } = aLivingHost()
  await beat([newId<ServerId>(), 'running'])
  const changedAt = async () => {
    const { id } = (await host())!
    return db().selectFrom('compute.host_report').select('changed_at').where('host_id', '=', id).executeTakeFirst()
  }
  const first = await changedAt()
  await beat(...((await reported(host)) as [ServerId, PowerState][]))
  expect(await changedAt()).toEqual(first)
  await beat()
  expect(await changedAt()).not.toEqual(first)
})

test('what an agent tells is taken about the servers of its own host, and of no other', async () => {
  const [mine, theirs] = [aLivingHost(), aLivingHost()]
  await mine.beat()
  await theirs.beat()
  const settled = { host_id: (await theirs.host())!.id, updated_at: new Date(0) }
  const { id } = await insertServer(db(), { ...settled, vm_state: 'active', power_state: 'running' })
  const figures = eachFigure(() => [50])
  await mine.reports().measured({ hostName: (await mine.host())!.name, ageMs: 0, guests: [id], figures })
  await mine.reports().powerChanged({ hostName: (await mine.host())!.name, serverId: id, power: 'shutdown' })
  await mine.beat([id, 'shutdown'])
  const power = () => db().selectFrom('compute.server').select('power_state').where('id', '=', id).executeTakeFirst()
  const samples = () =>
    db().selectFrom('compute.guest_sample').select('cpu_percent').where('server_id', '=', id).execute()
  expect(await power()).toEqual({ power_state: 'running' })
  expect(await samples()).toEqual([])
  await theirs.reports().measured({ hostName: (await theirs.host())!.name, ageMs: 0, guests: [id], figures })
  await theirs.reports().powerChanged({ hostName: (await theirs.host())!.name, serverId: id, power: 'shutdown' })
  expect(await power()).toEqual({ power_state: 'shutdown' })
  expect(await samples()).toEqual([{ cpu_percent: 50 }])
})

test('a guest that goes off by itself is news for whichever process looks for those that stopped', async () => {
  const { beat, host, reports } = aLivingHost()
  await beat()
  const { id: hostId, name } = (await host())!
  const settled = { host_id: hostId, updated_at: new Date(0), vm_state: 'active', power_state: 'running' }
  const { id } = await insertServer(db(), settled)
  const told = () => db().selectFrom('platform.event').select('id').where('topic', '=', 'power').execute()
  const before = await told()
  await reports().powerChanged({ hostName: name, serverId: id, power: 'shutdown' })
  expect(await told()).toHaveLength(before.length + 1)
  await reports().powerChanged({ hostName: name, serverId: id, power: 'shutdown' })
  expect(await told()).toHaveLength(before.length + 1)
})

test('a host that is forgotten while it lives is a new one at its next heartbeat', async () => {
  const { beat, forget, host, providers } = aLivingHost()
  await beat()
  const before = await host()
  await forget()
  expect(await providers()).toEqual([])
  await beat()
  const after = await host()
  expect(after!.id).not.toBe(before!.id)
  expect(after).toMatchObject({ enabled: true, up: true })
  expect(await providers()).toEqual([after!.id])
})

test('a host that is forgotten during its heartbeat leaves nothing that keeps it from coming back', async () => {
  const { beat, forget, host, providers, placement, disturbed } = aLivingHost()
  disturbed.provide = async (provider) => {
    await forget()
    await placement.provide(provider)
  }
  await beat()
  expect(await providers()).toEqual([])
  disturbed.provide = placement.provide
  await beat()
  expect(await providers()).toEqual([(await host())!.id])
})

test('what placement could not be told at one heartbeat it is told at the next', async () => {
  const { beat, forget, host, providers, placement, disturbed } = aLivingHost()
  await beat()
  await forget()
  disturbed.provide = () => Promise.reject(new Error('The database is away.'))
  await expect(beat()).rejects.toThrow('away')
  disturbed.provide = placement.provide
  await beat()
  expect(await providers()).toEqual([(await host())!.id])
})

test('the ratio that an administrator has set of a host outlives its reports and a new start of the cloud', async () => {
  const { beat, host, placement, restart } = aLivingHost()
  await beat()
  const { id } = (await host())!
  const provider = async () => (await placement.providers()).find(({ providerId }) => providerId === id)!
  const { generation, inventories } = await provider()
  const { reserved } = inventories['VCPU']!
  await setInventories(db(), id, generation, [{ resourceClass: 'VCPU', reserved, allocationRatio: 1.5 }])
  await beat()
  restart({ cpu_allocation_ratio: 16 })
  await beat()
  expect((await provider()).inventories['VCPU']).toMatchObject({ total: 4, allocationRatio: 1.5 })
})

test('a server whose guest two heartbeats have missed has no power, unless it was written a moment ago or is under way', async () => {
  const { beat, host } = aLivingHost()
  await beat()
  const { id: host_id } = (await host())!
  const longAgo = { host_id, updated_at: new Date('2026-11-22T10:00:00Z') }
  const [gone, back, fresh, busy] = [
    await insertServer(db(), longAgo),
    await insertServer(db(), longAgo),
    await insertServer(db(), { host_id }),
    await insertServer(db(), { ...longAgo, task_state: 'rebooting' }),
  ]
  const power = async ({ id }: { id: ServerId }) =>
    (await db().selectFrom('compute.server').select('power_state').where('id', '=', id).executeTakeFirstOrThrow())
      .power_state
  await beat([gone.id, 'running'], [back.id, 'running'])
  await beat([back.id, 'running'])
  expect(await power(gone)).toBe('running')
  await beat()
  expect(await Promise.all([gone, back, fresh, busy].map(power))).toEqual(['shutdown', 'running', 'running', 'running'])
})

/** A machine that has joined as `hostName`. */
async function joinAs(hostName: string) {
  const id = newId<string>()
  const place = { address: '10.0.0.5', port: 8790, contractVersion: 8, agentVersion: '1.0.0' }
  await insertHostIdentity(db(), { id, hostName, machineId: 'm', serial: id, notAfter: new Date(), ...place })
  return { hostName, identityId: id }
}

const figures = eachFigure(() => [])

test.each<
  [string, (reports: ReturnType<typeof agentReports>, speaker: Awaited<ReturnType<typeof joinAs>>) => Promise<void>]
>([
  ['A heartbeat', (reports, speaker) => reports.heartbeat({ ...speaker, facts: fakeFacts({}), guests: [], disks: [] })],
  ['What it measured', (reports, speaker) => reports.measured({ ...speaker, ageMs: 0, guests: [], figures })],
  [
    'The power of a guest',
    (reports, speaker) => reports.powerChanged({ ...speaker, serverId: newId(), power: 'running' }),
  ],
  [
    'How far it has come',
    (_reports, speaker) =>
      desiredStates(conductorOver(db(), 'nova', nobody), speaker).reached({ generation: 1, troubles: [] }),
  ],
])('%s of a host that was forgotten while it was under way is not written', async (_what, tell) => {
  const { reports, placement } = aLivingHost()
  const speaker = await joinAs(`host-${newId<string>()}`)
  await reports().heartbeat({ ...speaker, facts: fakeFacts({}), guests: [], disks: [] })
  const listed = async () => (await listHosts(db(), 60)).find(({ name }) => name === speaker.hostName)
  await tell(reports(), speaker)
  const { id, name } = (await listed())!
  let late: Promise<unknown> | undefined
  await removeHost(db(), { id, name }, async (trx) => {
    late = tell(reports(), speaker).catch((error: Error) => error.message)
    const waiting = sql<{ held: boolean }>`
      select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as held`
    await expect.poll(async () => (await waiting.execute(db())).rows[0]!.held, { timeout: 10_000 }).toBe(true)
    await placement.withdraw(trx, id)
    await forgetHostIdentity(trx, name)
  })
  expect(await late).toContain(`This cloud has forgotten host ${name}`)
  expect(await listed()).toBeUndefined()
  // Nor once another machine has its name.
  await joinAs(name)
  await expect(tell(reports(), speaker)).rejects.toThrow('has forgotten host')
  expect(await listed()).toBeUndefined()
})

test('a control process writes nothing of a host that a machine has joined as', async () => {
  const { beat, host } = aLivingHost()
  await beat()
  await joinAs((await host())!.name)
  await expect(beat()).rejects.toThrow('has forgotten host')
})

test('of those who forget a host at once one has, and the others are told that it is not there', async () => {
  const { beat, host } = aLivingHost()
  await beat()
  const gone = (await host())!
  const said = async () =>
    removeHost(db(), gone, async () => {}).then(
      () => 'gone',
      (error: Error) => error.message,
    )
  const ended = await Promise.all(Array.from({ length: 4 }, said))
  const notThere = `Compute host ${gone.name} could not be found.`
  expect(ended.toSorted()).toEqual([notThere, notThere, notThere, 'gone'])
})
