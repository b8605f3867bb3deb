import type pg from 'pg'

// The changes that clients wait for (platform.event) are many, and no flow reads them; DBOS writes its own migrations down by itself.
const left = ['platform.event', 'dbos.dbos_migrations']
const schemas = ['compute', 'dbos', 'identity', 'image', 'network', 'placement', 'platform', 'public']

/** All rows of the cloud's tables as SQL; it fills a database that has these tables and whatever is in them already. */
export async function dumpRows(pool: pg.Pool): Promise<string> {
  const { rows: tables } = await pool.query<{ name: string; columns: string[] }>(
    `select format('%I.%I', table_schema, table_name) as name, array_agg(quote_ident(column_name)::text order by ordinal_position) as columns
    from information_schema.tables join information_schema.columns using (table_schema, table_name)
    where table_schema = any($1) and table_type = 'BASE TABLE' and is_generated = 'NEVER' and format('%I.%I', table_schema, table_name) <> all($2)
    group by 1 order by 1`,
    [schemas, left],
  )
  const inserts: string[] = []
  for (const { name, columns } of tables) {
    const values = columns.map((column) => `quote_nullable(${column}::text)`).join(', ')
    const { rows } = await pool.query<{ row: string }>(
      `select array_to_string(array[${values}], ', ') as row from ${name} order by 1`,
    )
    if (rows.length === 0) continue
    const tuples = rows.map(({ row }) => `  (${row})`).join(',\n')
    inserts.push(`insert into ${name} (${columns.join(', ')}) overriding system value values\n${tuples};`)
  }
  const { rows: sequences } = await pool.query<{ sequence: string; last: string }>(
    `select format('%I.%I', schemaname, sequencename) as sequence, last_value as last
    from pg_sequences where schemaname = any($1) and last_value is not null order by 1`,
    [schemas],
  )
  return [
    '-- Foreign keys and triggers had their say when these rows were written.',
    'set session_replication_role = replica;',
    `truncate ${tables.map(({ name }) => name).join(', ')};`,
    ...inserts,
    ...sequences.map(({ sequence, last }) => `select setval('${sequence}', ${last});`),
    'reset session_replication_role;',
    '',
  ].join('\n')
}
