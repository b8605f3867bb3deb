import { sql } from 'kysely'
import type { Db } from './database.ts'

/** How large the database is and who is connected to it. */
export interface DatabaseFigures {
  version: string
  bytes: number
  /** The largest tables with their indexes; rows are PostgreSQL's own estimate, where it has one yet. */
  tables: readonly { name: string; bytes: number; rows: number | null }[]
  connections: { active: number; idle: number; inTransaction: number; most: number }
  migrations: readonly { name: string; ranAt: Date }[]
}

const mostTables = 15

/** The figures of the database, in one statement. */
export async function databaseFigures(db: Db): Promise<DatabaseFigures> {
  const { rows } = await sql<DatabaseFigures & { migrations: readonly { name: string; ranAt: string }[] }>`
    select split_part(version(), ' ', 2) as version, pg_database_size(current_database()) as bytes,
      (select coalesce(json_agg(t), '[]') from (
        select format('%s.%s', n.nspname, c.relname) as name, pg_total_relation_size(c.oid) as bytes,
          case when c.reltuples >= 0 then c.reltuples::bigint end as rows
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
        order by 2 desc, 1 limit ${mostTables}) t) as tables,
      (select json_build_object('active', count(*) filter (where state = 'active'),
        'idle', count(*) filter (where state = 'idle'),
        'inTransaction', count(*) filter (where state like 'idle in transaction%'),
        'most', current_setting('max_connections')::int)
       from pg_stat_activity where datname = current_database()) as connections,
      (select json_agg(json_build_object('name', name, 'ranAt', ran_at) order by name desc)
       from public.kilonova_migration) as migrations`.execute(db)
  const found = rows[0]!
  return { ...found, migrations: found.migrations.map(({ name, ranAt }) => ({ name, ranAt: new Date(ranAt) })) }
}
