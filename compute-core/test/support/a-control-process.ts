import type { Database } from '#platform/db/database'
import { newId } from '#platform/ids'
import { processRoles, writeStart } from '#platform/process/control-process'
import { writeControlServices } from '#store/service-store'

/** A control process of all roles that is at work, as its row tells, with its services; its id. */
export async function aControlProcess(db: Database, hostName = 'control-1'): Promise<string> {
  const id = newId<string>()
  const start = { hostName, pid: 1, roles: [...processRoles], version: '1.2.3', revision: null }
  await writeStart(db, { id, incarnation: newId<string>(), ...start }, 3_600_000)
  await writeControlServices(db, id, start.roles)
  return id
}
