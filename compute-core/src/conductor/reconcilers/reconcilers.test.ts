import { sql } from 'kysely'
import { describe, expect, test, vi } from 'vitest'
import type { PowerState } from '#domain/server/power-state'
import { aGuestSpec } from '#driver/fake/a-guest-spec'
import { fakeFacts } from '#driver/fake/fake-facts'
import { newHexId, newRequestId, type ServerId } from '#platform/ids'
import { insertDomain } from '#services/identity/store/domain-store'
import { insertUser } from '#services/identity/store/user-store'
import { beginAction } from '#store/begin-action'
import { expectBoot, expectNoBoot } from '#store/guests-after-boot'
import { recordAction } from '#store/server-action-store'
import { findServer } from '#store/server-store'
import { conductorWorld, type ConductorWorld } from '#test/conductor-world'
import type { FakeHost } from '#test/fake-host'
import { insertMigration } from '#test/insert-migration'
import { sharedScratch } from '#test/shared-scratch'
import { abandonedServers } from './abandoned-servers.ts'
import { expiredTokens } from './expired-tokens.ts'
import { guestsAfterBoot } from './guests-after-boot.ts'
import { guestsThatShouldNotRun } from './guests-that-should-not-run.ts'
import { guestsThatStopped } from './guests-that-stopped.ts'
import { oldEvents } from './old-events.ts'
import { orphanClaims } from './orphan-claims.ts'
import { orphanGuests } from './orphan-guests.ts'
import { orphanPorts } from './orphan-ports.ts'
import { startReconcilers } from './reconcile-loop.ts'
import type { Reconciler } from './reconciler.ts'
import { stuckJobs } from './stuck-jobs.ts'

const db = sharedScratch()

const run = (world: ConductorWorld, { run: reconcile }: Reconciler) =>
  reconcile({ ...world.io, reports: world.reports })

async function aRunningServer(world: ConductorWorld): Promise<ServerId> {
  const { id } = await world.insertServer({ vm_state: 'building', task_state: 'scheduling', launched_at: null })
  const params = { serverId: id, requestedNetworks: 'auto', sealedAdminPass: null } as const
  await world.carryOut(await world.job('server-create', params))
  return id
}

const write = (id: ServerId, columns: Record<string, unknown>) =>
  db().updateTable('compute.server').set(columns).where('id', '=', id).execute()

/** Lets a row look as if nobody had touched it for a while. */
const age = (id: ServerId) =>
  sql`update compute.server set updated_at = now() - interval '5 minutes' where id = ${id}`.execute(db())

/** A host, the first unless another is meant, reports again, with what stands on it. */
async function beat(
  world: ConductorWorld,
  guests: ReadonlyArray<readonly [ServerId, PowerState]>,
  disks: ServerId[] = [],
  host = world.host(),
) {
  const { name: hostName } = host
  const { bootId } = await host.driver.facts()
  const facts = {
    ...fakeFacts({ hostname: hostName, vcpus: 8, ramMb: 16_384, diskGb: 100 }),
    ...(bootId && { bootId }),
  }
  await world.reports.heartbeat({ hostName, facts, guests, disks })
}

test.each([
  ['ended', 'is closed'],
  ['unknown', 'is begun anew'],
  ['running', 'is left alone'],
] as const)('a begun job whose flow is %s %s', async (state, _what) => {
  const world = await conductorWorld(db())
  const { id } = await world.insertServer()
  const job = await world.job('server-stop', { serverId: id })
  await sql`update platform.job set created_at = now() - interval '1 minute', started_at = now() where id = ${job.id}`.execute(
    db(),
  )
  world.io.flows.stateOf = async () => state
  await run(world, stuckJobs)
  const row = await db().selectFrom('platform.job').selectAll().where('id', '=', job.id).executeTakeFirstOrThrow()
  expect(row.finished_at !== null).toBe(state === 'ended')
  expect(world.dispatched.some((dispatched) => dispatched.id === job.id)).toBe(state === 'unknown')
})

test('a guest that shut itself down makes its server stopped', async () => {
  const world = await conductorWorld(db())
  const id = await aRunningServer(world)
  await world.reports.powerChanged({ hostName: world.host().name, serverId: id, power: 'shutdown' })
  await run(world, guestsThatStopped)
  expect(await world.server(id)).toMatchObject({ vmState: 'stopped', powerState: 'shutdown' })
  expect(await world.holdings(id)).toMatchObject({ ports: ['DOWN'] })
})

test.each([
  ['active', 'suspended', 'stopped'],
  ['active', 'paused', 'active'],
  ['paused', 'shutdown', 'stopped'],
  ['paused', 'crashed', 'stopped'],
  ['paused', 'running', 'paused'],
  ['suspended', 'shutdown', 'suspended'],
  ['suspended', 'running', 'suspended'],
  ['rescued', 'shutdown', 'rescued'],
] as const)('a server that is %s, whose guest is %s by itself, is %s', async (vm_state, power, expected) => {
  const world = await conductorWorld(db())
  const id = await aRunningServer(world)
  await write(id, { vm_state, power_state: 'pending' })
  await world.reports.powerChanged({ hostName: world.host().name, serverId: id, power })
  await run(world, guestsThatStopped)
  expect(await world.server(id)).toMatchObject({ vmState: expected, powerState: power })
})

test('power that changes while a flow is at work draws no conclusion', async () => {
  const world = await conductorWorld(db())
  const id = await aRunningServer(world)
  await write(id, { task_state: 'rebooting' })
  await world.reports.powerChanged({ hostName: world.host().name, serverId: id, power: 'shutdown' })
  await run(world, guestsThatStopped)
  expect(await world.server(id)).toMatchObject({ vmState: 'active', powerState: 'running' })
})

test('a heartbeat gathered before a server was written is not believed, a later one is', async () => {
  const world = await conductorWorld(db())
  const id = await aRunningServer(world)
  await beat(world, [[id, 'shutdown']])
  expect(await world.server(id)).toMatchObject({ powerState: 'running' })
  await age(id)
  await beat(world, [[id, 'shutdown']])
  expect(await world.server(id)).toMatchObject({ powerState: 'shutdown' })
})

test.each(['running', 'paused'])(
  'a guest that is %s behind the back of a stopped server is stopped',
  async (power_state) => {
    const world = await conductorWorld(db())
    const id = await aRunningServer(world)
    await write(id, { vm_state: 'stopped', power_state })
    await run(world, guestsThatShouldNotRun)
    expect(world.host().driver.guests.get(id)).toBe('shutdown')
    expect(await world.server(id)).toMatchObject({ vmState: 'stopped', powerState: 'shutdown' })
  },
)

describe('after the boot of a host', () => {
  /** A host that has reported, with a server that runs, one that its owner has stopped, and one that is paused. */
  async function aHostAtWork(resumes: boolean) {
    const world = await conductorWorld(db())
    world.io.settings = { ...world.io.settings, resume_guests_state_on_host_boot: resumes }
    const { driver } = world.host()
    const [runs, stopped, paused] = [
      await aRunningServer(world),
      await aRunningServer(world),
      await aRunningServer(world),
    ]
    await driver.powerOff(stopped, 0)
    await driver.pause(paused)
    await write(stopped, { vm_state: 'stopped', power_state: 'shutdown' })
    await write(paused, { vm_state: 'paused', power_state: 'paused' })
    for (const id of [runs, stopped, paused]) await age(id)
    await beat(world, [...driver.guests])
    return { world, driver, runs, stopped, paused }
  }

  /** What the reconcilers do about what the host says now, and what they begin. */
  async function settle(world: ConductorWorld) {
    await beat(world, [...world.host().driver.guests])
    await run(world, guestsThatStopped)
    await run(world, guestsAfterBoot)
    for (const job of world.dispatched.splice(0)) await world.carryOut(job)
  }

  const states = async (world: ConductorWorld, ids: ServerId[]) =>
    Promise.all(ids.map(async (id) => (await world.server(id)).vmState))

  test('servers that ran are stopped, as their guests are', async () => {
    const { world, runs, stopped, paused } = await aHostAtWork(false)
    world.host().boot()
    await settle(world)
    expect(await states(world, [runs, stopped, paused])).toEqual(['stopped', 'stopped', 'stopped'])
  })

  test('servers that ran are started again where the setting wants it, and no others', async () => {
    const { world, driver, runs, stopped, paused } = await aHostAtWork(true)
    world.host().boot()
    await settle(world)
    expect(await states(world, [runs, stopped, paused])).toEqual(['active', 'stopped', 'stopped'])
    expect(driver.guests.get(runs)).toBe('running')
  })

  test('a server that its owner stops afterwards stays so', async () => {
    const { world, driver, runs } = await aHostAtWork(true)
    world.host().boot()
    await settle(world)
    await driver.powerOff(runs, 0)
    await write(runs, { vm_state: 'stopped', power_state: 'shutdown' })
    await age(runs)
    await settle(world)
    expect(await states(world, [runs])).toEqual(['stopped'])
  })

  describe('that was asked for', () => {
    /** The host is told to start anew; nothing of it has come about yet. */
    async function aHostToldToReboot() {
      const parts = await aHostAtWork(true)
      const { world, driver } = parts
      const { hostId } = await world.server(parts.runs)
      const told = await expectBoot(db(), hostId!, (await driver.facts()).bootId!)
      return { ...parts, told }
    }

    /** The guest goes off as the host goes down, and its server is stopped before the host is back. */
    async function goesOff(world: ConductorWorld, serverId: ServerId) {
      world.host().driver.guestShutsDown(serverId)
      await world.reports.powerChanged({ hostName: world.host().name, serverId, power: 'shutdown' })
      await run(world, guestsThatStopped)
    }

    /** Its owner has asked for it, and it is done. */
    async function asked(world: ConductorWorld, id: ServerId, action: 'stop' | 'start') {
      const { carryOut, io } = world
      const server = await world.server(id)
      const caller = { userId: server.userId, projectId: server.projectId, isAdmin: false }
      const request = { server, action, caller, requestId: newRequestId(), params: {} }
      await carryOut(await io.db.transaction().execute((trx) => beginAction(trx, request)))
    }

    test('servers whose guests went off with the host are started again, and no others', async () => {
      const { world, runs, stopped, paused } = await aHostToldToReboot()
      await goesOff(world, runs)
      await goesOff(world, paused)
      world.host().boot()
      await settle(world)
      expect(await states(world, [runs, stopped, paused])).toEqual(['active', 'stopped', 'stopped'])
    })

    test('told once more, the host still has its servers started again', async () => {
      const { world, driver, runs } = await aHostToldToReboot()
      await goesOff(world, runs)
      await expectBoot(db(), (await world.server(runs)).hostId!, (await driver.facts()).bootId!)
      world.host().boot()
      await settle(world)
      expect(await states(world, [runs])).toEqual(['active'])
    })

    test('a server that its owner stops before the host goes down stays stopped', async () => {
      const { world, runs } = await aHostToldToReboot()
      await asked(world, runs, 'stop')
      world.host().boot()
      await settle(world)
      expect(await states(world, [runs])).toEqual(['stopped'])
    })

    test('a server that its owner starts before the host goes down is started again', async () => {
      const { world, stopped } = await aHostToldToReboot()
      await asked(world, stopped, 'start')
      await goesOff(world, stopped)
      world.host().boot()
      await settle(world)
      expect(await states(world, [stopped])).toEqual(['active'])
    })

    test('a server that was being stopped as the host was told stays stopped', async () => {
      const { world, runs } = await aHostAtWork(true)
      const { hostId } = await world.server(runs)
      await write(runs, { task_state: 'powering-off' })
      await expectBoot(db(), hostId!, (await world.host().driver.facts()).bootId!)
      world.host().driver.guestShutsDown(runs)
      await world.carryOut(await world.job('server-stop', { serverId: runs }))
      world.host().boot()
      await settle(world)
      expect(await states(world, [runs])).toEqual(['stopped'])
    })

    test('a server that its owner has started and stopped since its guest went off stays stopped', async () => {
      const { world, runs } = await aHostToldToReboot()
      await goesOff(world, runs)
      await asked(world, runs, 'start')
      await asked(world, runs, 'stop')
      world.host().boot()
      await settle(world)
      expect(await states(world, [runs])).toEqual(['stopped'])
    })

    test('a server that is locked since its guest went off is started again', async () => {
      const { world, runs } = await aHostToldToReboot()
      await goesOff(world, runs)
      const server = await world.server(runs)
      const caller = { userId: server.userId, projectId: server.projectId }
      await recordAction(db(), { server, action: 'lock', caller, requestId: newRequestId() })
      await write(runs, { locked_by: 'admin' })
      world.host().boot()
      await settle(world)
      expect(await states(world, [runs])).toEqual(['active'])
    })

    test('a server that has left the host since is started nowhere', async () => {
      const { world, runs } = await aHostToldToReboot()
      await goesOff(world, runs)
      const elsewhere = await conductorWorld(db())
      const { hostId } = await elsewhere.server(await aRunningServer(elsewhere))
      await write(runs, { host_id: hostId })
      await beat(elsewhere, [])
      world.host().boot()
      await settle(world)
      expect(await states(world, [runs])).toEqual(['stopped'])
      expect(world.dispatched).toEqual([])
    })

    test('a guest that shuts itself down once it is back stays off', async () => {
      const { world, driver, runs } = await aHostToldToReboot()
      world.host().boot()
      await driver.powerOn(driver.specOf(runs)!)
      await settle(world)
      driver.guestShutsDown(runs)
      await age(runs)
      await settle(world)
      expect(await states(world, [runs])).toEqual(['stopped'])
    })

    test('a host that refuses to start anew has nothing started again', async () => {
      const { world, runs, told } = await aHostToldToReboot()
      await expectNoBoot(db(), told)
      await goesOff(world, runs)
      world.host().boot()
      await settle(world)
      expect(await states(world, [runs])).toEqual(['stopped'])
    })

    test('an order that the host refuses, before or after one that it follows, takes nothing of that one back', async () => {
      const { world, driver, runs, paused, told } = await aHostToldToReboot()
      await goesOff(world, runs)
      const again = await expectBoot(db(), (await world.server(runs)).hostId!, (await driver.facts()).bootId!)
      await expectNoBoot(db(), again)
      await expectNoBoot(db(), told)
      world.host().boot()
      await settle(world)
      expect(await states(world, [runs, paused])).toEqual(['active', 'stopped'])
    })

    test('an order that the host refuses soon after its boot takes nothing of that boot back', async () => {
      const { world, driver, runs } = await aHostToldToReboot()
      await goesOff(world, runs)
      world.host().boot()
      await beat(world, [...world.host().driver.guests])
      const again = await expectBoot(db(), (await world.server(runs)).hostId!, (await driver.facts()).bootId!)
      await expectNoBoot(db(), again)
      await settle(world)
      expect(await states(world, [runs])).toEqual(['active'])
    })
  })

  test('a new start of the agent alone starts nothing', async () => {
    const { world, driver, runs } = await aHostAtWork(true)
    driver.guestShutsDown(runs)
    world.host().restart()
    await settle(world)
    await settle(world)
    expect(await states(world, [runs])).toEqual(['stopped'])
  })
})

test('a build that nobody carries out any more ends in error, and all that it had is given back', async () => {
  const world = await conductorWorld(db())
  const id = await aRunningServer(world)
  await write(id, { vm_state: 'building', task_state: 'spawning', launched_at: null })
  await age(id)
  await run(world, abandonedServers)
  const server = await world.server(id)
  expect(server).toMatchObject({ vmState: 'error', taskState: null, hostId: null })
  expect(server.fault?.message).toContain('broke off while it was at spawning')
  await beat(world, [...world.host().driver.guests], [id])
  await age(id)
  for (const reconciler of [orphanClaims, orphanPorts, orphanGuests]) await run(world, reconciler)
  expect(await world.holdings(id)).toMatchObject({
    claims: [],
    ports: [],
    onHosts: [{ guest: null, disk: false, nic: false }],
  })
})

test('a server at a task with a job under way is left alone', async () => {
  const world = await conductorWorld(db())
  const id = await aRunningServer(world)
  await write(id, { task_state: 'powering-off' })
  await world.job('server-stop', { serverId: id })
  await age(id)
  await run(world, abandonedServers)
  expect(await world.server(id)).toMatchObject({ taskState: 'powering-off' })
})

test('an action that broke off gives the server back; a delete that broke off begins anew', async () => {
  const world = await conductorWorld(db())
  const [stopping, deleting] = [await aRunningServer(world), await aRunningServer(world)]
  await write(stopping, { task_state: 'powering-off' })
  await write(deleting, { task_state: 'deleting' })
  await Promise.all([age(stopping), age(deleting)])
  await run(world, abandonedServers)
  expect(await world.server(stopping)).toMatchObject({ vmState: 'active', taskState: null })
  const again = world.dispatched.find((job) => job.subjectId === deleting)!
  expect(again).toMatchObject({ flow: 'server-delete' })
  await world.carryOut(again)
  expect(await findServer(db(), deleting)).toBeUndefined()
})

test('orphans are cleared from a host that was away while its server was deleted, and nothing else is', async () => {
  const world = await conductorWorld(db())
  const [away, kept] = [await aRunningServer(world), await aRunningServer(world)]
  const host = world.host()
  host.isReachable = false
  await world.carryOut(await world.job('server-delete', { serverId: away }))
  host.isReachable = true
  const stranger = crypto.randomUUID() as ServerId
  await host.driver.spawn(aGuestSpec({ serverId: stranger }))
  await beat(world, [...host.driver.guests])
  await run(world, orphanGuests)
  expect(host.driver.guests.has(away)).toBe(true)
  await age(away)
  await run(world, orphanGuests)
  await run(world, orphanClaims)
  expect([...host.driver.guests.keys()].toSorted()).toEqual([kept, stranger].toSorted())
  expect(await world.holdings(kept)).toMatchObject({ claims: [{}, {}, {}], ports: ['ACTIVE'] })
})

describe('a guest on a host that its server has left behind', () => {
  /** A server that runs on one of two hosts, of which the other, that was away, has a guest too. */
  async function aServerTwice() {
    const world = await conductorWorld(db(), 2)
    const id = await aRunningServer(world)
    const [home, other] = world.hosts[0]!.driver.guests.has(id) ? world.hosts : world.hosts.toReversed()
    await other!.driver.spawn(aGuestSpec({ serverId: id }))
    await age(id)
    const report = (host: FakeHost) => beat(world, [...host.driver.guests], [], host)
    return { world, id, home: home!, other: other!, report }
  }

  test('goes, and the one where the server is stays', async () => {
    const { world, id, home, other, report } = await aServerTwice()
    await report(home)
    await report(other)
    await run(world, orphanGuests)
    expect([home.driver.guests.has(id), other.driver.guests.has(id)]).toEqual([true, false])
  })

  test('stays while the host of the server does not have it: it may be the same machine under another name', async () => {
    const { world, id, home, other, report } = await aServerTwice()
    await beat(world, [], [], home)
    await report(other)
    await run(world, orphanGuests)
    expect(other.driver.guests.has(id)).toBe(true)
  })

  test('stays while the server is on its way', async () => {
    const { world, id, home, other, report } = await aServerTwice()
    await insertMigration(db(), await world.server(id), { status: 'running' })
    await report(home)
    await report(other)
    await run(world, orphanGuests)
    expect(other.driver.guests.has(id)).toBe(true)
  })
})

test('what is over is forgotten, what is not is kept', async () => {
  const world = await conductorWorld(db())
  const { id } = await world.insertServer()
  const token = (hash: string, at: string) =>
    sql`insert into compute.console_token (hash, server_id, protocol, type, expires_at)
      values (${Buffer.from(hash)}, ${id}, 'vnc', 'novnc', now() + ${at}::interval)`.execute(db())
  await token(`${id} old`, '-1 second')
  await token(`${id} new`, '1 hour')
  await insertDomain(db(), { id, name: id })
  const user = await insertUser(db(), { id: newHexId(), domain_id: id, name: 'ada', password_hash: null })
  const signIn = (hash: string, at: string) =>
    sql`insert into identity.token (hash, user_id, methods, audit_ids, issued_at, expires_at)
      values (${Buffer.from(hash)}, ${user.id}, '{password}', '{a}', now() - interval '1 day', now() + ${at}::interval)`.execute(
      db(),
    )
  await signIn(`${id} old`, '-1 second')
  await signIn(`${id} new`, '1 hour')
  await sql`insert into platform.event (topic, subject_id, at) values ('test', ${id}, now() - interval '2 hours')`.execute(
    db(),
  )
  await run(world, expiredTokens)
  await run(world, oldEvents)
  const tokens = await db().selectFrom('compute.console_token').select('hash').where('server_id', '=', id).execute()
  expect(tokens.map(({ hash }) => hash.toString())).toEqual([`${id} new`])
  const signIns = await db().selectFrom('identity.token').select('hash').where('user_id', '=', user.id).execute()
  expect(signIns.map(({ hash }) => hash.toString())).toEqual([`${id} new`])
  const events = await db().selectFrom('platform.event').select('topic').where('subject_id', '=', id).execute()
  expect(events).toEqual([{ topic: 'server' }])
})

test('a process that does not lead does not look, and does once it leads', async () => {
  const world = await conductorWorld(db())
  const reconcile = vi.fn<Reconciler['run']>().mockResolvedValue()
  let isLeader = false
  const loop = startReconcilers(world.io, world.reports, {
    reconcilers: [
      { name: 'by clock', everyMs: 20, run: reconcile },
      { name: 'when told', everyMs: 1_000_000, run: reconcile },
    ],
    leads: () => isLeader,
  })
  loop.runAll()
  await expect.poll(() => loop.states()[0]!.nextAt).not.toBeNull()
  expect(reconcile).not.toHaveBeenCalled()
  isLeader = true
  await expect.poll(() => loop.states().map(({ runs }) => runs > 0)).toEqual([true, false])
  loop.runAll()
  await expect.poll(() => loop.states().map(({ runs }) => runs > 0)).toEqual([true, true])
  await loop.stop()
})

test('the loop looks at once, again when woken, and not any more when stopped', async () => {
  const world = await conductorWorld(db())
  const reconcile = vi.fn<Reconciler['run']>().mockRejectedValueOnce(new Error('A bad day.')).mockResolvedValue()
  const loop = startReconcilers(world.io, world.reports, {
    reconcilers: [{ name: 'test', everyMs: 1_000_000, wakes: true, run: reconcile }],
  })
  await expect.poll(() => reconcile.mock.calls.length).toBe(1)
  loop.wake()
  await expect.poll(() => reconcile.mock.calls.length).toBe(2)
  await loop.stop()
  loop.wake()
  expect(reconcile).toHaveBeenCalledTimes(2)
})
