// A process that carries one flow of three steps and writes down each time a step really runs; the test beside dbos-engine kills it.
// Arguments: database URL, the step that never ends in this process (or `none`).
import { sql } from 'kysely'
import { defineFlow, nothingToUndo } from '#platform/flow/define-flow'
import { durableFlows } from '#platform/flow/dbos-engine'
import { openPool, overPool, type Database } from '#platform/db/database'
import { silentLog } from '#platform/log'
import { carryUntilTold } from './carry-until-told.ts'

const [url = '', stuckIn = 'none'] = process.argv.slice(2)

const run = (name: string) => async (db: Database) => {
  await sql`insert into public.step_run (name) values (${name})`.execute(db)
  if (name === stuckIn) await new Promise(() => {})
  return name
}
const noWayBack = nothingToUndo('a test')
const story = defineFlow<Database, object>('story')
  .step('one', { run: run('one'), undo: noWayBack })
  .step('two', { run: run('two'), undo: noWayBack })
  .step('three', { run: run('three'), undo: noWayBack })

const db = overPool(openPool(url, 4))
const flows = durableFlows({ url, db, log: silentLog, flows: [story], io: () => db })
await carryUntilTold(flows, db)
