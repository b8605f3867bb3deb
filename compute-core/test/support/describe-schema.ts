import { generate, PostgresDialect } from 'kysely-codegen'
import type pg from 'pg'
import { openPool, overPool } from '#platform/db/database'

const ours = ['compute', 'identity', 'image', 'network', 'placement', 'platform']

/** The whole schema as SQL-like text, in an order that depends on names only: what all migrations add up to. */
export async function schemaText(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ text: string }>(everything, [ours])
  return [
    '-- Made from the migrations by `pnpm --filter @kilonova/compute-core schema`; the tests compare it.',
    ...rows.map((row) => row.text),
    '',
  ].join('\n')
}

const everything = `
with tables as (
  select c.oid, n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and n.nspname = any($1)
), lines as (
  select name, 0 as kind, '' as part, E'\\ntable ' || name as text from tables
  union all
  select name, 1, lpad(a.attnum::text, 3, '0'), '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || case when a.attnotnull then ' not null' else '' end
    || case a.attidentity when 'a' then ' generated always as identity' else '' end
    || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
  from tables join pg_attribute a on a.attrelid = tables.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  union all
  select name, 2, c.conname, '  constraint ' || c.conname || ' ' || pg_get_constraintdef(c.oid)
  from tables join pg_constraint c on c.conrelid = tables.oid and c.contype <> 'n'
  union all
  select name, 3, i.indexrelid::regclass::text, '  ' || pg_get_indexdef(i.indexrelid)
  from tables join pg_index i on i.indrelid = tables.oid
  where not exists (select from pg_constraint c where c.conindid = i.indexrelid)
  union all
  select name, 4, t.tgname, '  ' || pg_get_triggerdef(t.oid)
  from tables join pg_trigger t on t.tgrelid = tables.oid and not t.tgisinternal
  union all
  select n.nspname || '.' || p.proname, 5, '', E'\\n' || pg_get_functiondef(p.oid)
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = any($1)
)
select text from lines order by name, kind, part`

/** TypeScript for every table, as Kysely wants it. */
export async function databaseTypes(url: string): Promise<string> {
  const db = overPool(openPool(url, 2))
  try {
    const text = await generate({
      db,
      dialect: new PostgresDialect(),
      includePattern: `@(${ours.join('|')}).*`,
      typeOnlyImports: true,
      typeMapping: { inet: 'string', cidr: 'string', macaddr: 'string', int8: 'number', timestamptz: 'Date' },
      print: false,
      outFile: null,
    })
    return text
  } finally {
    await db.destroy()
  }
}
