import { startScratchServer } from './scratch-postgres.ts'

/** Vitest's global setup: the scratch server runs while tests do; one that ran before, for another run beside this one, is left alone. */
export default async function onePostgres(): Promise<() => Promise<void>> {
  const server = await startScratchServer()
  return async () => {
    if (!server.ranAlready) await server.stop()
  }
}
