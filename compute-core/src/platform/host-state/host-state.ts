import { sql } from 'kysely'
import type { Db } from '../db/database.ts'

/** What a host has to know of one subject. */
export interface HostPart {
  hostName: string
  subjectId: string
}

/**
 * Writes that the hosts have to know something else of these subjects. Last of what its transaction locks: the hosts' rows are taken
 * in one order, and whoever changes something of the same host waits until the transaction ends.
 */
export async function changeHostState(tx: Db, parts: readonly HostPart[]): Promise<void> {
  if (parts.length === 0) return
  const hosts = parts.map(({ hostName }) => hostName)
  const subjects = parts.map(({ subjectId }) => subjectId)
  await sql`
    with changed as (
      select distinct host_name, subject_id from unnest(${hosts}::text[], ${subjects}::uuid[]) as part (host_name, subject_id)
    ), raised as (
      insert into platform.host_state (host_name) select distinct host_name from changed order by 1
      on conflict (host_name) do update set generation = host_state.generation + 1
      returning host_name, generation
    )
    insert into platform.host_state_part (host_name, subject_id, generation)
    select host_name, subject_id, generation from changed join raised using (host_name) order by 1, 2
    on conflict (host_name, subject_id) do update set generation = excluded.generation`.execute(tx)
}

/** The generation of what the host has to know; 0 for a host that nobody has had anything for. */
export async function hostGeneration(db: Db, hostName: string): Promise<number> {
  const row = await db
    .selectFrom('platform.host_state')
    .select('generation')
    .where('host_name', '=', hostName)
    .executeTakeFirst()
  return row?.generation ?? 0
}

/** How far what a host knows is behind. */
export interface ChangesSince {
  generation: number
  /** The subjects that have changed; undefined for a host that has to be told of all. */
  changed: readonly string[] | undefined
}

/** What has changed for a host that knows all up to the generation `since`; 0 is one that knows nothing. */
export async function hostChangesSince(db: Db, hostName: string, since: number): Promise<ChangesSince> {
  // One statement: what is changed meanwhile is in both or in neither.
  const { rows } = await sql<{ generation: number; forgotten: number; changed: string[] }>`
    select generation, forgotten, array(
      select subject_id from platform.host_state_part part
      where part.host_name = state.host_name and part.generation > ${since} order by part.generation, subject_id) as changed
    from platform.host_state state where host_name = ${hostName}`.execute(db)
  const [row] = rows
  const generation = row?.generation ?? 0
  // One that knows more than there is has heard it of a database that was restored since.
  const isKnown = row !== undefined && since > 0 && since >= row.forgotten && since <= generation
  return { generation, changed: isKnown ? row.changed : undefined }
}

/** What a host could not do of what it was told. */
export interface HostTrouble {
  subjectId: string
  message: string
}

/** Writes how far a host has come; what it knows by then is forgotten here. One that claims more than there is has reached what there is. */
export async function writeReached(
  db: Db,
  hostName: string,
  { generation, troubles }: { generation: number; troubles: readonly HostTrouble[] },
): Promise<void> {
  await sql`
    with state as (
      update platform.host_state
      set reached = least(generation, ${generation}), forgotten = greatest(forgotten, least(generation, ${generation})),
        reached_at = now(), troubles = ${JSON.stringify(troubles)}::jsonb
      where host_name = ${hostName} returning host_name, forgotten
    )
    delete from platform.host_state_part part using state
    where part.host_name = state.host_name and part.generation <= state.forgotten`.execute(db)
}

/** How far a host has come with what it has to know. */
export interface HostProgress {
  generation: number
  reached: number
  /** When it last said so; null while it has not. */
  reachedAt: Date | null
  troubles: readonly HostTrouble[]
}

const noProgress: HostProgress = { generation: 0, reached: 0, reachedAt: null, troubles: [] }

/** How far the host has come. */
export async function hostProgress(db: Db, hostName: string): Promise<HostProgress> {
  const row = await db
    .selectFrom('platform.host_state')
    .selectAll()
    .where('host_name', '=', hostName)
    .executeTakeFirst()
  if (!row) return noProgress
  return {
    generation: row.generation,
    reached: row.reached,
    reachedAt: row.reached_at,
    troubles: row.troubles as unknown as HostTrouble[],
  }
}

/**
 * Forgets what a host knew that is there no more. The generation goes on, so that an agent which is back under the name after all is told
 * everything.
 */
export async function forgetHostState(tx: Db, hostName: string): Promise<void> {
  await tx.deleteFrom('platform.host_state_part').where('host_name', '=', hostName).execute()
  await tx
    .updateTable('platform.host_state')
    .set({
      generation: sql<number>`generation + 1`,
      forgotten: sql<number>`generation + 1`,
      reached: 0,
      reached_at: null,
      troubles: '[]',
    })
    .where('host_name', '=', hostName)
    .execute()
}
