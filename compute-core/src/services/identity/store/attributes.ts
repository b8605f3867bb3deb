import { type RawBuilder, sql } from 'kysely'
import { forbidden } from '#platform/errors'
import type { Db } from '#platform/db/database'

/** Attributes and options that a change adds to those that are kept; an option that is null is taken back. */
export interface MoreAttributes {
  extra?: Readonly<Record<string, unknown>> | undefined
  options?: Readonly<Record<string, unknown>> | undefined
}

/** `extra` and `options` as columns of a new row. */
export const newAttributes = ({ extra = {}, options = {} }: MoreAttributes) => ({
  extra: JSON.stringify(extra),
  options: sql<string>`jsonb_strip_nulls(${JSON.stringify(options)}::jsonb)`,
})

/** `extra` and `options` as columns of a row that changes. */
export const changedAttributes = ({ extra, options }: MoreAttributes): Record<string, RawBuilder<string>> => ({
  ...(extra && Object.keys(extra).length > 0 && { extra: sql<string>`extra || ${JSON.stringify(extra)}::jsonb` }),
  ...(options && {
    options: sql<string>`jsonb_strip_nulls(options || ${JSON.stringify(options)}::jsonb)`,
  }),
})

/**
 * Refuses to change what has the option `immutable`, but for a change that takes just that back; waits for changes of it under way, and
 * holds off others to the end of the transaction.
 */
export async function assertMutable(
  tx: Db,
  kind: 'project' | 'domain' | 'role',
  id: string,
  change?: object & MoreAttributes,
): Promise<void> {
  const { rows } = await sql<{ options: Record<string, unknown> }>`
    select options from ${sql.table(`identity.${kind}`)} where id = ${id} for update`.execute(tx)
  if (rows[0]?.options['immutable'] !== true) return
  const changes = Object.entries(change ?? {}).filter(([key, value]) => isSaid(key, value))
  const isLift = changes.length === 1 && change?.options?.['immutable'] !== undefined
  if (!isLift)
    throw forbidden(
      `The ${kind} ${id} is immutable. Take that back first, by a change of nothing but options to {"immutable": false}.`,
    )
}

const isSaid = (key: string, value: unknown): boolean =>
  value !== undefined && !(key === 'extra' && Object.keys(value as object).length === 0)
