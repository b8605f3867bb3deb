import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { HostId, ProjectId } from '#platform/ids'

/** What the servers of one project on one host were promised. */
export interface ProjectOnHost {
  projectId: ProjectId
  vcpus: number
  ramMb: number
  diskGb: number
}

/** What a host's servers were promised, by project. */
export async function usageByProject(db: Db, hostId: HostId): Promise<readonly ProjectOnHost[]> {
  const { rows } = await sql<ProjectOnHost>`
    select project_id as "projectId", sum(vcpus)::int as vcpus, sum(ram_mb)::int as "ramMb",
           sum((flavor ->> 'diskGb')::int + (flavor ->> 'ephemeralGb')::int)::int as "diskGb"
    from compute.server where deleted_at is null and host_id = ${hostId} group by project_id order by project_id`.execute(
    db,
  )
  return rows
}
