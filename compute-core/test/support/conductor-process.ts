// A control process for the test that kills it. Arguments: database URL, zone, and `stick` to have each flow stop dead where the name
// of its server says (`spawn started`, `spawn finished`), or `go` to carry everything out.
import { sql } from 'kysely'
import { allFlows } from '#conductor/flows/all-flows'
import { stepRecords } from '#conductor/step-records'
import { durableFlows } from '#platform/flow/dbos-engine'
import type { StepObserver } from '#platform/flow/run-flow'
import { openPool, overPool } from '#platform/db/database'
import { silentLog } from '#platform/log'
import type { ImageId } from '#platform/ids'
import { anImageSummary } from './an-image-summary.ts'
import { conductorOver } from './conductor-world.ts'
import { tableAgent } from './table-agents.ts'
import { carryUntilTold } from './carry-until-told.ts'
import { worldImages } from './world-images.ts'

const [url = '', zone = '', mode = 'go'] = process.argv.slice(2)
const db = overPool(openPool(url, 8))

async function stickAt(point: string, serverId: unknown): Promise<void> {
  if (mode !== 'stick') return
  const { rows } = await sql`select from compute.server where id = ${serverId} and name = ${point}`.execute(db)
  if (rows.length === 0) return
  await sql`insert into public.thing values ('stuck', ${serverId}, ${point})`.execute(db)
  await new Promise(() => {})
}

const records = stepRecords(db)
const observer: StepObserver = {
  ...records,
  async started(flow, step) {
    await records.started(flow, step)
    await stickAt(`${step} started`, flow.serverId)
  },
  async finished(flow, step, error) {
    await stickAt(`${step} finished`, flow.serverId)
    await records.finished(flow, step, error)
  },
}
const agent = tableAgent(db)
const flows = durableFlows({ url, db, log: silentLog, flows: allFlows, io: () => io, observer, concurrency: 100 })
// Any image that a flow asks for is there.
const images = { ...worldImages().service, find: async (id: ImageId) => anImageSummary({ id }) }
const io = conductorOver(db, zone, { agents: () => agent, flows, images })
await carryUntilTold(flows, db)
