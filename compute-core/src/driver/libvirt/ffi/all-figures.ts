import koffi from 'koffi'
import type { Connection } from './connection.ts'
import { type Figures, figuresAt } from './domain-figures.ts'
import { Domain } from './domain.ts'
import type { Pointer } from './native.ts'

/** Only domains with power, and of each only what can be had without waiting for it. */
const allStats = { active: 1, noWait: 1 << 29 }

/**
 * Calls `visit` with every domain that has power, ours or not, and its figures of all those kinds: one question to the hypervisor for all. A
 * domain that is busy has only what can be had without waiting for it. The domains are valid only meanwhile.
 */
export async function eachDomainsFigures(
  connection: Connection,
  kinds: number,
  visit: (domain: Domain, figures: Figures) => Promise<void>,
): Promise<void> {
  const { lib, pointer } = connection
  const records: (Pointer | null)[] = [null]
  const flags = allStats.active | allStats.noWait
  const count = await connection.call(lib.virConnectGetAllDomainStats, pointer, kinds, records, flags)
  const [list] = records
  if (!list) return
  try {
    const addresses = count > 0 ? (koffi.decode(list, 'void *', count) as Pointer[]) : []
    for (const address of addresses) {
      const domain = new Domain(connection, koffi.decode(address, 'void *') as Pointer)
      await visit(domain, figuresAt(address))
    }
  } finally {
    lib.virDomainStatsRecordListFree(list)
  }
}
