import { sql } from 'kysely'
import type { Database } from '#platform/db/database'
import { newId, type ServerId } from '#platform/ids'
import { keepGuestSamples } from '#store/guest-sample-store'

/** Keeps samples of guests as their hosts tell them; servers that are on none are put on one. */
export async function measuredGuests(
  db: Database,
  samples: Omit<Parameters<typeof keepGuestSamples>[1], 'hostName'>,
): Promise<void> {
  await sql`
    with made as (
      insert into compute.host (id, service_id, name, zone, facts)
      select ${newId()}::uuid, ${newId()}::uuid, 'of-samples', 'nova', '{}' where exists (
        select from compute.server where host_id is null and deleted_at is null and id = any (${samples.guests}::uuid[]))
      on conflict (name) do update set zone = excluded.zone returning id
    ) update compute.server set host_id = made.id from made
    where server.host_id is null and server.deleted_at is null and server.id = any (${samples.guests}::uuid[])`.execute(
    db,
  )
  for (const hostName of await hostsOf(db, samples.guests)) await keepGuestSamples(db, { ...samples, hostName })
}

async function hostsOf(db: Database, guests: readonly ServerId[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct host.name from compute.server join compute.host on host.id = server.host_id
    where server.id = any (${guests}::uuid[])`.execute(db)
  return rows.map(({ name }) => name)
}
