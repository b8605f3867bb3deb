// Writes reference/half-done-flows.sql: `node test/support/write-half-done-flows.ts`.
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { newRequestId, type UserId } from '#platform/ids'
import { beginAction, beginCreate } from '#store/begin-action'
import { getServer } from '#store/server-store'
import { conductorWorld } from './conductor-world.ts'
import { dumpRows } from './dump-rows.ts'
import { halfDoneFlows, type HalfDoneName } from './half-done-flows.ts'
import { scratchDatabase } from './scratch-postgres.ts'
import { serveOnLoopback } from './serve-on-loopback.ts'
import { startConductor } from './start-conductor.ts'

await using scratch = await scratchDatabase()
const { db, pool, url } = scratch
const world = await conductorWorld(db)
const caller = { userId: 'ada' as UserId, projectId: world.projectId, isAdmin: false }
const stopsAt: Record<string, string> = {}

/** Writes the job that is left half done, for a server that stands as it should. */
async function begin(name: HalfDoneName): Promise<void> {
  const { asked, diesAt } = halfDoneFlows[name]
  const server = await world.insertServer({
    name,
    vm_state: 'building',
    task_state: 'scheduling',
    power_state: 'pending',
    launched_at: null,
  })
  const create = { requestedNetworks: 'auto', sealedAdminPass: null } as const
  const job = await db
    .transaction()
    .execute((trx) => beginCreate(trx, { server, caller, requestId: newRequestId(), params: create }))
  if (asked) {
    const error = await world.carryOut(job)
    if (error) throw error
    const built = await getServer(db, server.id)
    const [action, paramsFor = () => ({})] = asked
    const params = paramsFor(built) as never
    await db
      .transaction()
      .execute((trx) => beginAction(trx, { server: built, action, caller, requestId: newRequestId(), params }))
  }
  if (diesAt !== null) stopsAt[server.id] = diesAt
}

const names = Object.keys(halfDoneFlows) as HalfDoneName[]
const isBegun = (name: HalfDoneName) => halfDoneFlows[name].diesAt !== null
for (const name of names.filter(isBegun)) await begin(name)
{
  await using agent = await serveOnLoopback(world.host().app)
  const zone = world.io.settings.default_availability_zone
  await using conductor = startConductor({ url, zone, agentOrigin: agent.origin, stopsAt })
  while (conductor.stopped.size < Object.keys(stopsAt).length) await pause(100)
}
for (const name of names.filter((each) => !isBegun(each))) await begin(name)

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
const root = join(import.meta.dirname, '../../..')
const header = `-- What commit ${commit} had in its database when it was killed with ${names.length} flows half done; src/conductor/upgrade.test.ts goes on with them.
-- Before a release \`pnpm --filter @kilonova/compute-core half-done-flows\` writes this file anew with the version that is checked out.
`
const rows = (await dumpRows(pool)).replaceAll(`${root}/`, '')
await writeFile(join(import.meta.dirname, '../reference/half-done-flows.sql'), header + rows)
