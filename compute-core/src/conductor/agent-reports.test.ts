import { expect, test } from 'vitest'
import { placementService } from '#services/placement/postgres-placement'
import { setInventories } from '#services/placement/store/set-inventories'
import type { PlacementService } from '#services/placement/placement-service'
import { fakeFacts } from '#driver/fake/fake-facts'
import type { PowerState } from '#domain/server/power-state'
import { newId, type ServerId } from '#platform/ids'
import { removeHost } from '#store/host-removal'
import { listHosts } from '#store/host-store'
import { insertServer } from '#test/insert-server'
import { conductorOver } from '#test/conductor-world'
import { sharedScratch } from '#test/shared-scratch'
import { agentReports } from './agent-reports.ts'

const db = sharedScratch()

/** A host that sends its heartbeats, by way of a placement that a test may disturb. */
function aLivingHost() {
  const name = `host-${newId<string>()}`
  const facts = fakeFacts({ hostname: name, vcpus: 4, ramMb: 8192, diskGb: 100 })
  const real = placementService(db())
  const disturbed = { provide: real.provide }
  const placement: PlacementService = { ...real, provide: (provider) => disturbed.provide(provider) }
  const io = { ...conductorOver(db(), 'nova', { agents: undefined as never, flows: undefined as never }), placement }
  let reports = agentReports(io)
  const host = async () => (await listHosts(db(), 60)).find((each) => each.name === name)
  return {
    disturbed,
    /** Whoever takes the reports is started anew, with other settings. */
    restart(settings: Partial<typeof io.settings>) {
      reports = agentReports({ ...io, settings: { ...io.settings, ...settings } })
    },
    placement: real,
    host,
    beat: (...guests: [ServerId, PowerState][]) => reports.heartbeat({ hostName: name, facts, guests }),
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
