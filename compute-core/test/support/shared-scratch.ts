import { afterAll, beforeAll } from 'vitest'
import type { Database } from '#platform/db/database'
import { scratchDatabase, type ScratchDatabase } from './scratch-postgres.ts'

/** One scratch database for all tests of a file; ask for it inside a test. */
export function sharedScratch(): () => Database {
  let scratch: ScratchDatabase | undefined
  beforeAll(async () => {
    scratch = await scratchDatabase()
  })
  afterAll(async () => scratch?.[Symbol.asyncDispose]())
  return () => scratch!.db
}
