import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { NetworkId, ProjectId } from '#platform/ids'

/** The networks that servers of the project may be put on: its own and shared ones, with a subnet to take addresses from. */
export async function usableNetworks(
  db: Db,
  projectId: ProjectId,
): Promise<readonly { id: NetworkId; name: string }[]> {
  const { rows } = await sql<{ id: NetworkId; name: string }>`
    select id, name from network.network n
    where (project_id = ${projectId} or shared) and not router_external and admin_state_up
      and exists (select from network.subnet s where s.network_id = n.id)
    order by project_id <> ${projectId}, created_at, id`.execute(db)
  return rows
}
