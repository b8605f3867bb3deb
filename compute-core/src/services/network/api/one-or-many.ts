import { z } from 'zod'
import { described, parseBody } from '#platform/service/read-as'
import type { Reader } from '#platform/service/route'

/** What a request makes: one thing, or several at once, all or none. */
export interface OneOrMany<Item> {
  items: readonly Item[]
  isMany: boolean
}

/** Reads `{ network }`, or `{ networks: [ … ] }`. */
export function readOneOrMany<Rule extends string, Item>(
  singular: string,
  collection: string,
  item: z.ZodType<Item>,
): Reader<Rule, OneOrMany<Item>> {
  const one = z.strictObject({ [singular]: item })
  const many = z.strictObject({ [collection]: z.array(item).min(1) })
  return described(z.union([one, many]), (body) => {
    if (typeof body === 'object' && body !== null && collection in body)
      return { isMany: true, items: parseBody(many, body)[collection]! }
    return { isMany: false, items: [parseBody(one, body)[singular]!] }
  })
}

/** The schema of the answer to such a request. */
export const oneOrMany = (singular: string, collection: string, view: z.ZodType) =>
  z.union([z.strictObject({ [singular]: view }), z.strictObject({ [collection]: z.array(view) })])
