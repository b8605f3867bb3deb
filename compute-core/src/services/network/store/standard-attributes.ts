import { type RawBuilder, sql } from 'kysely'
import type { Attribute, Listing } from './listing.ts'

/** What the rows of all resources have. */
export interface StandardRow {
  id: string
  project_id: string
  name: string
  description: string
  tags: readonly string[]
  revision_number: number
  created_at: Date
  updated_at: Date
}

/** The columns of a `StandardRow`. */
export const standardColumns = (alias: string): RawBuilder<unknown> =>
  sql.join(
    ['id', 'project_id', 'name', 'description', 'tags', 'revision_number', 'created_at', 'updated_at'].map((name) =>
      sql.ref(`${alias}.${name}`),
    ),
  )

/** The attributes that every list can be filtered and sorted by. */
export const standardAttributes = (alias: string) =>
  ({
    id: uuidColumn(`${alias}.id`),
    name: textColumn(`${alias}.name`),
    description: textColumn(`${alias}.description`),
    project_id: textColumn(`${alias}.project_id`),
    tenant_id: textColumn(`${alias}.project_id`),
    revision_number: integerColumn(`${alias}.revision_number`),
    created_at: instantColumn(`${alias}.created_at`),
    updated_at: instantColumn(`${alias}.updated_at`),
  }) satisfies Record<string, Attribute>

/** Filters by tags: all of them, any of them, and the contrary of both. */
export function tagFilters(alias: string): Listing<unknown>['filters'] {
  const tags = sql.ref(`${alias}.tags`)
  return {
    tags: (values) => sql`${tags} @> ${wordsOf(values)}::text[]`,
    'tags-any': (values) => sql`${tags} && ${wordsOf(values)}::text[]`,
    'not-tags': (values) => sql`not ${tags} @> ${wordsOf(values)}::text[]`,
    'not-tags-any': (values) => sql`not ${tags} && ${wordsOf(values)}::text[]`,
  }
}

/** The values of a filter that takes several with commas between them. */
export const wordsOf = (values: readonly string[]): string[] => values.flatMap((value) => value.split(','))

/** A column of text. */
export const textColumn = (column: string): Attribute => ({ kind: 'text', is: sql.ref(column) })
/** A column of UUIDs. */
export const uuidColumn = (column: string): Attribute => ({ kind: 'uuid', is: sql.ref(column) })
/** A column of switches. */
export const booleanColumn = (column: string): Attribute => ({ kind: 'boolean', is: sql.ref(column) })
/** A column of whole numbers. */
export const integerColumn = (column: string): Attribute => ({ kind: 'integer', is: sql.ref(column) })
/** An attribute that has the same text in every row. */
export const constantText = (value: string): Attribute => ({ kind: 'text', is: sql`${value}::text`, isConstant: true })

const instantColumn = (column: string): Attribute => ({
  kind: 'text',
  is: sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
  sortedBy: sql.ref(column),
})
