import { sql, type RawBuilder } from 'kysely'
import { invalid, notFound } from '#platform/errors'
import type { Db } from '#platform/db/database'
import type { Caller } from '#platform/http/caller'
import { isUuid } from '#platform/ids'

/** How an attribute is compared with what a query says. */
export type AttributeKind = 'text' | 'uuid' | 'boolean' | 'integer'

export interface Resource {
  /** As in the path: `networks`. */
  collection: string
  /** As in the body: `network`. */
  singular: string
  /** As in sentences: `Network`. */
  noun: string
  table: string
  /** SQL that gives each row as the API shows it, with a column `shared` where rows can be. */
  view: (caller: Caller) => RawBuilder<unknown>
  /** Whether rows of other projects can be seen because they are shared. */
  canBeShared: boolean
  attributes: Readonly<Record<string, AttributeKind>>
  /** Filters that are no plain comparison. */
  otherFilters: Readonly<Record<string, (values: readonly string[]) => RawBuilder<unknown>>>
  /** Columns of the view that are for its own use. */
  hidden: readonly string[]
}

export type Row = Record<string, unknown> & { id: string; project_id: string }

/** The rows that the caller may see: their project's and what is shared with them; an administrator sees all. */
export const visibleRows = (resource: Resource, caller: Caller): RawBuilder<unknown> => {
  const own = sql`v.project_id = ${caller.projectId ?? ''}`
  const visible = caller.isAdmin ? sql`true` : resource.canBeShared ? sql`(${own} or v.visible_to_all)` : own
  return sql`select v.* from (${resource.view(caller)}) v where ${visible}`
}

/** One row as the API shows it; one that the caller may not see is not there. */
export async function getRow(db: Db, resource: Resource, caller: Caller, id: string): Promise<Row> {
  const { rows } = isUuid(id)
    ? await sql<{
        row: Row
      }>`select to_jsonb(v) as row from (${visibleRows(resource, caller)}) v where v.id = ${id}`.execute(db)
    : { rows: [] }
  if (!rows[0]) throw notFound(resource.noun, id)
  return withoutHidden(resource, rows[0].row)
}

/** The row without the columns that are not for showing. */
export function withoutHidden(resource: Resource, row: Row): Row {
  const shown = { ...row }
  for (const name of resource.hidden) delete shown[name]
  return shown
}

/** SQL's word for "attribute `name` is one of `values`", or a 400 for a value that it can never have. */
export function oneOf(name: string, kind: AttributeKind, values: readonly string[]): RawBuilder<unknown> {
  const column = sql.ref(`v.${name}`)
  switch (kind) {
    case 'text':
      return sql`${column} = any (${[...values]}::text[])`
    case 'uuid':
      return sql`${column} = any (${values.filter(isUuid)}::uuid[])`
    case 'boolean':
      return sql`${column} = any (${values.map((value) => asBoolean(name, value))}::boolean[])`
    case 'integer':
      return sql`${column} = any (${values.map((value) => asInteger(name, value))}::bigint[])`
  }
}

function asBoolean(name: string, value: string): boolean {
  const word = value.toLowerCase()
  if (['true', '1', 'yes', 'on', 't', 'y'].includes(word)) return true
  if (['false', '0', 'no', 'off', 'f', 'n'].includes(word)) return false
  throw invalid(`Invalid input for ${name}. '${value}' is neither True nor False.`, name)
}

function asInteger(name: string, value: string): number {
  if (/^-?\d{1,15}$/.test(value)) return Number(value)
  throw invalid(`Invalid input for ${name}. '${value}' is not an integer.`, name)
}
