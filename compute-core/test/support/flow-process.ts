// A process that carries one flow of three steps and writes down each time a step really runs; the test beside dbos-engine kills it, or stops
// it for a while. Arguments: database URL; the step that goes on only once the table `public.go` has a row, or `none`; the process's id, and how
// long its lease is, where it is not alone. It ends with code 75 when another has taken it over.
import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { defineFlow, nothingToUndo } from '#platform/flow/define-flow'
import { durableFlows } from '#platform/flow/dbos-engine'
import { openPool, overPool, type Database } from '#platform/db/database'
import { openEventFeed } from '#platform/events/event-feed'
import { silentLog } from '#platform/log'
import { takeLease } from '#platform/process/process-lease'
import { carryUntilTold } from './carry-until-told.ts'

const [url = '', stuckIn = 'none', id, leaseMs = '10000'] = process.argv.slice(2)

const run = (name: string) => async (db: Database) => {
  await sql`insert into public.step_run (name) values (${name})`.execute(db)
  if (name !== stuckIn) return name
  for (;;) {
    const { rows } = await sql`select from public.go`.execute(db)
    if (rows.length > 0) return name
    await pause(20)
  }
}
const noWayBack = nothingToUndo('a test')
const story = defineFlow<Database, object>('story')
  .step('one', { run: run('one'), undo: noWayBack })
  .step('two', { run: run('two'), undo: noWayBack })
  .step('three', { run: run('three'), undo: noWayBack })

const lease =
  id === undefined
    ? undefined
    : await takeLease({
        url,
        process: { id, hostName: hostname(), roles: ['conductor'], version: '1', revision: null },
        log: silentLog,
        onLost: () => process.exit(75),
        leaseMs: Number(leaseMs),
        renewEveryMs: Number(leaseMs) * 0.3,
      })
const pool = openPool(url, 4, id)
const db = overPool(pool)
const flows = durableFlows({ url, db, log: silentLog, flows: [story], io: () => db, lease })
lease?.onTakeOver(() => void flows.takeUp())
const events = lease && (await openEventFeed(pool, silentLog))
events?.subscribe(({ topic }) => void (topic === 'process' && flows.takeUp()))
await carryUntilTold(flows, db, async () => {
  await events?.close()
  await lease?.release()
})
process.send?.('ready')
