import { zValidator } from '@hono/zod-validator'
import type { z } from 'zod'
import { Refusal } from '../cloud/refusal.ts'

/** Validates the JSON body against `schema`; a 400 says what is wrong with it. */
export const body = <Schema extends z.ZodType>(schema: Schema) =>
  zValidator('json', schema, (result) => {
    if (!result.success) throw malformed(result.error.issues)
  })

/** Validates the query string against `schema`; a 400 says what is wrong with it. */
export const query = <Schema extends z.ZodType>(schema: Schema) =>
  zValidator('query', schema, (result) => {
    if (!result.success) throw malformed(result.error.issues)
  })

interface Issue {
  path: readonly PropertyKey[]
  message: string
  keys?: readonly string[]
}

function malformed(issues: readonly Issue[]): Refusal {
  // A sentence of our own says which field it is about.
  const message = issues.map(({ path, message, keys }) => {
    if (keys) return `Unknown here: ${keys.join(', ')}. Leave it out.`
    return path.length > 0 && !message.endsWith('.') ? `${path.join('.')}: ${message}` : message
  })
  return new Refusal({ status: 400, service: 'dashboard', message: message.join(' ') })
}
