import type { TestProject } from 'vitest/node'
import { scratchDatabase, startScratchServer } from '../../../compute-core/test/support/scratch-postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string
  }
}

/** Vitest's global setup: provides an empty database for the cloud of this run, and removes it afterwards. */
export default async function scratchCloudDatabase({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await startScratchServer()
  const database = await scratchDatabase({ migrated: false })
  provide('databaseUrl', database.url)
  return async () => {
    await database[Symbol.asyncDispose]()
    if (!server.ranAlready) await server.stop()
  }
}
