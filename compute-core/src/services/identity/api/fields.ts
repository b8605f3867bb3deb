import { z } from 'zod'
import { inPath } from '#platform/service/fields'

/** Text that PostgreSQL can store. */
export const text = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine((value) => !value.includes('\0') && value.isWellFormed(), 'It must be text without NUL characters.')

/** A name: at least one character that can be seen. */
export const name = (maxLength: number) =>
  inPath(text(maxLength).refine((value) => /\S/.test(value), 'It must not be blank.'))

export const description = text(65_535)
export const password = text(4096).min(1)
export const id = inPath(text(64).min(1))

/** A tag of a project. */
export const tag = inPath(
  text(255)
    .min(1)
    .regex(/^[^,/]*$/, 'A tag has no comma and no slash.'),
)

/** All tags of a project; one that is said twice is said once. */
export const tags = z
  .array(tag)
  .max(80)
  .transform((given) => [...new Set(given)])

/** What a yes-or-no filter of the query says; a bare `?enabled` is yes. */
export const asFlag = (value: string | undefined): boolean | undefined =>
  value === undefined ? undefined : !['false', '0', 'no', 'off'].includes(value.toLowerCase())
