import type { DurableFlows } from '#platform/flow/dbos-engine'
import type { Database } from '#platform/db/database'

/** Carries out what waits, and goes on until SIGTERM ends the process cleanly or SIGKILL does not. */
export async function carryUntilTold(
  flows: DurableFlows,
  db: Database,
  release: () => Promise<void> | undefined = () => undefined,
): Promise<void> {
  await flows.launch()
  await flows.takeUp()
  const end = async () => {
    await flows.close()
    await release()
    await db.destroy()
    process.exit(0)
  }
  process.on('SIGTERM', () => void end())
  setInterval(() => {}, 60_000)
}
