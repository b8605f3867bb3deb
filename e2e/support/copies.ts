import pg from 'pg'
import type { CloudProcess } from './cloud-process.ts'

/** What copies of a server are: so many in each of these states, the others as the server is. */
export type StatesOfCopies = Partial<Record<'error' | 'stopped' | 'shelved_offloaded', number>>

/**
 * Puts copies of a server into the cloud's books as quickly as the database takes them, without guests: `<name>-00001` and on, the first
 * being the newest. A cloud that has them needs `noReports`, or it misses the guests.
 */
export async function hasCopies(
  cloud: CloudProcess,
  serverId: string,
  name: string,
  count: number,
  states: StatesOfCopies = {},
): Promise<void> {
  const others = Object.entries(states).flatMap(([state, many]) => Array.from({ length: many }, () => state))
  const client = new pg.Client({ connectionString: cloud.databaseUrl() })
  await client.connect()
  try {
    await client.query(
      `insert into compute.server overriding system value
       select copy.*
       from compute.server original
       cross join unnest($3::text[]) with ordinality as other (state, n)
       cross join lateral jsonb_populate_record(original, jsonb_build_object(
         'id', gen_random_uuid(),
         'seq', nextval(pg_get_serial_sequence('compute.server', 'seq')),
         'name', $2 || '-' || lpad(n::text, 5, '0'),
         'vm_state', coalesce(other.state, original.vm_state),
         'power_state', case when other.state is null then original.power_state else 'shutdown' end,
         'created_at', original.created_at - n * interval '1 second'
       )) as copy
       where original.id = $1`,
      [serverId, name, Array.from({ length: count }, (_, at) => others[at] ?? null)],
    )
    await client.query('analyze compute.server')
  } finally {
    await client.end()
  }
}

/** The settings of a cloud whose hosts are not asked what they have. */
export const noReports = { report_interval: 3_600, service_down_time: 7_200 }
