// A control process for the test that kills it. Its parent tells it first what `ProcessOptions` holds; it answers with the id of each
// server whose flow has stopped dead, as it was told to.
import { once } from 'node:events'
import { remoteAgentClient } from '#agent/remote-agent-client'
import { allFlows } from '#conductor/flows/all-flows'
import { stepRecords } from '#conductor/step-records'
import { openPool, overPool } from '#platform/db/database'
import { durableFlows } from '#platform/flow/dbos-engine'
import type { StepObserver } from '#platform/flow/run-flow'
import { silentLog } from '#platform/log'
import { carryUntilTold } from './carry-until-told.ts'
import { conductorOver } from './conductor-world.ts'
import { anyImage } from './world-images.ts'

/** What such a process works with. */
export interface ProcessOptions {
  /** Of the database. */
  url: string
  zone: string
  /** Where the agents of all hosts listen. */
  agentOrigin: string
  /** By server where its flow stops dead, before or after a step's work is written down: `spawn started`, `spawn finished`. */
  stopsAt: Record<string, string>
}

const [{ url, zone, agentOrigin, stopsAt }] = (await once(process, 'message')) as [ProcessOptions]
const db = overPool(openPool(url, 8))

async function stopAt(point: string, serverId: unknown): Promise<void> {
  if (stopsAt[String(serverId)] !== point) return
  process.send!(serverId)
  await new Promise(() => {})
}

const records = stepRecords(db)
const observer: StepObserver = {
  ...records,
  async started(flow, step) {
    await records.started(flow, step)
    await stopAt(`${step} started`, flow.subjectId)
  },
  async finished(flow, step, error) {
    await stopAt(`${step} finished`, flow.subjectId)
    await records.finished(flow, step, error)
  },
}
const agents = (hostName: string) =>
  remoteAgentClient({
    hostName,
    fetch: (path, init) => fetch(`${agentOrigin}${path}`, init),
  })
const flows = durableFlows({ url, db, log: silentLog, flows: allFlows, io: () => io, observer, concurrency: 500 })
const io = conductorOver(db, zone, { agents, flows, images: anyImage })
await carryUntilTold(flows, db)
