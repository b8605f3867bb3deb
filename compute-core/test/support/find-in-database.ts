import { sql } from 'kysely'
import type { Database } from '#platform/db/database'

/** The tables of every schema, DBOS's own among them, in which `text` stands somewhere, as it is or in base64. */
export async function findInDatabase(db: Database, text: string): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema' order by 1`.execute(db)
  const found = await Promise.all(
    tables.map(async ({ name }) => {
      const holds = (form: string) => sql`strpos(row::text, ${form}) > 0`
      const any = sql.join(formsOf(text).map(holds), sql` or `)
      const { rows } = await sql`select from ${sql.raw(name)} row where ${any} limit 1`.execute(db)
      return rows.length > 0 ? [name] : []
    }),
  )
  return found.flat()
}

/** As text, in base64 at each of its three offsets, and as bytes are shown. */
function formsOf(text: string): string[] {
  const inner = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(' '.repeat(offset) + text)
      .toString('base64')
      .replaceAll('=', '')
    // The characters at either end also depend on what stands beside the text.
    return encoded.slice(2 * offset, -2)
  })
  return [text, ...inner, Buffer.from(text).toString('hex')]
}
