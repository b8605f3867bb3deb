// A control process for the test that kills it. Its parent tells it first what `ProcessOptions` holds; it answers with the id of each
// server whose flow has stopped dead, as it was told to.
import { once } from 'node:events'
import { hostname } from 'node:os'
import { remoteAgentClient } from '#agent/remote-agent-client'
import { allFlows } from '#conductor/flows/all-flows'
import { stepRecords } from '#conductor/step-records'
import { openPool, overPool } from '#platform/db/database'
import { durableFlows } from '#platform/flow/dbos-engine'
import type { StepObserver } from '#platform/flow/run-flow'
import { openEventFeed } from '#platform/events/event-feed'
import { silentLog } from '#platform/log'
import { takeLease } from '#platform/process/process-lease'
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
  /** Where it is not alone: which one it is, and how long its lease lasts. */
  beside?: { id: string; leaseMs: number }
}

const [{ url, zone, agentOrigin, stopsAt, beside }] = (await once(process, 'message')) as [ProcessOptions]
const pool = openPool(url, 8, beside?.id)
const db = overPool(pool)

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
const lease =
  beside &&
  (await takeLease({
    url,
    process: { id: beside.id, hostName: hostname(), roles: ['conductor'], version: '1', revision: null },
    log: silentLog,
    onLost: () => process.exit(75),
    leaseMs: beside.leaseMs,
    renewEveryMs: beside.leaseMs * 0.3,
  }))
const flows = durableFlows({
  url,
  db,
  log: silentLog,
  flows: allFlows,
  io: () => io,
  observer,
  concurrency: 500,
  lease,
})
const io = conductorOver(db, zone, { agents, flows, images: anyImage })
if (lease) {
  const events = await openEventFeed(pool, silentLog)
  lease.onTakeOver(() => void flows.takeUp())
  events.subscribe(({ topic }) => void (topic === 'job' && flows.takeUp()))
}
await carryUntilTold(flows, db, () => lease?.release())
process.send!('ready')
