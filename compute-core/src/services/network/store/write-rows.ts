import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { notFound, preconditionFailed } from '#platform/errors'

/** The tables whose rows are written over the API, and what one of their rows is called. */
const nouns = { 'network.network': 'Network', 'network.subnet': 'Subnet', 'network.port': 'Port' } as const

export type WrittenTable = keyof typeof nouns

/** One row that a request is about to change or delete, and the revision that it must have where the request names one. */
export interface WrittenRow {
  table: WrittenTable
  id: string
  revision: number | undefined
}

/**
 * Keeps the row from everybody else until the transaction ends. One that has gone meanwhile is not there, and one that has changed since
 * the caller has read it is not touched.
 */
export async function lockRow(tx: Db, { table, id, revision }: WrittenRow): Promise<void> {
  const { rows } = await sql<{ revision_number: number }>`
    select revision_number from ${sql.table(table)} where id = ${id} for update`.execute(tx)
  const [row] = rows
  if (!row) throw notFound(nouns[table], id)
  if (revision === undefined || row.revision_number === revision) return
  throw preconditionFailed(
    `Constrained to ${revision}, but current revision is ${row.revision_number}. Read ${nouns[table].toLowerCase()} ${id} again and retry.`,
  )
}

/** What every update of a row does besides. */
export const touched = { revision_number: sql<number>`revision_number + 1`, updated_at: sql<Date>`now()` }

/** Names the refusal for a write that the database refused as `code`. */
export const refusedAs = (code: 'foreign-key' | 'overlap', refusal: () => Error) => (error: unknown) => {
  const wanted = { 'foreign-key': '23503', overlap: '23P01' }[code]
  throw error instanceof Error && 'code' in error && error.code === wanted ? refusal() : error
}
