import { expect, test } from 'vitest'
import type { DurableFlows } from '#platform/flow/dbos-engine'
import type { ProcessLease } from '#platform/process/process-lease'
import { openEventFeed } from '#platform/events/event-feed'
import { silentLog } from '#platform/log'
import { insertServer } from '#test/insert-server'
import { conductorWorld } from '#test/conductor-world'
import { scratchDatabase } from '#test/scratch-postgres'
import { conduct } from './conduct.ts'

test('a guest that goes off by itself is looked for at once, and by each process once', async () => {
  await using scratch = await scratchDatabase()
  const world = await conductorWorld(scratch.db)
  const events = await openEventFeed(scratch.pool, silentLog)
  const nothing = () => {}
  const flows = { launch: async () => {}, takeUp: async () => 0 } as unknown as DurableFlows
  const lease = { leads: () => true, says: nothing, onTakeOver: nothing, onLead: nothing } as unknown as ProcessLease
  const loop = await conduct({ conductor: world.io, flows, reports: world.reports, lease, events })
  const looked = () => loop.states().find(({ name }) => name === 'guests-that-stopped')!.runs
  await expect.poll(looked).toBe(1)
  const host = await scratch.db.selectFrom('compute.host').select(['id', 'name']).executeTakeFirstOrThrow()
  const { id } = await insertServer(scratch.db, { host_id: host.id, vm_state: 'active', power_state: 'running' })
  await world.reports.powerChanged({ hostName: host.name, serverId: id, power: 'shutdown' })
  await expect.poll(async () => (await world.server(id)).vmState, { timeout: 5_000 }).toBe('stopped')
  expect(looked()).toBe(2)
  await loop.stop()
  await events.close()
})
