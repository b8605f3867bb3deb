import { isIPv4, isIPv6 } from 'node:net'
import { z } from 'zod'
import { isUuid } from '#platform/ids'

// Everything but controls, surrogates and unassigned characters; a name also keeps its ends free of white space.
const printable = /^[^\p{Cc}\p{Cs}\p{Cn}]*$/u
const largest = 2_147_483_647

/** A name of a server, a flavor, a zone. */
export const nameField = z
  .string()
  .min(1)
  .max(255)
  .regex(printable, 'It must be printable.')
  .refine((name) => name.trim() === name, 'It must not begin or end with white space.')

export const descriptionField = (max: number) =>
  z.string().max(max).regex(printable, 'It must be printable.').nullable()

/** true, false or one of the strings that OpenStack takes for them. */
export const booleanField = z
  .union([z.boolean(), z.string()])
  .refine((value) => asBoolean(value) !== undefined, 'It must be true or false.')
  .transform((value) => asBoolean(value)!)

/** What OpenStack takes a value for: true, false, or neither. */
export function asBoolean(value: boolean | string): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (/^(1|t|true|on|y|yes)$/i.test(value)) return true
  return /^(0|f|false|off|n|no)$/i.test(value) ? false : undefined
}

/** A whole number, or a string of its digits. */
export const integerField = (min: number, max = largest) =>
  z
    .union([z.number(), z.string().regex(/^-?\d+$/, 'It must be a whole number.')])
    .transform(Number)
    .pipe(z.number().int('It must be a whole number.').min(min).max(max))

export const uuidField = z.string().refine(isUuid, 'It must be a UUID.')
export const ipv4Field = z.string().refine(isIPv4, 'It must be an IPv4 address.')
export const ipv6Field = z.string().refine(isIPv6, 'It must be an IPv6 address.')
export const ipField = z.string().refine((text) => isIPv4(text) || isIPv6(text), 'It must be an IP address.')

const key = z.string().regex(/^[a-zA-Z0-9-_:. ]{1,255}$/, 'Keys are 1 to 255 letters, digits, spaces and -_:. only.')

/** A server's metadata. */
export const metadataField = z.record(key, z.string().max(255))

/** A flavor's extra specs; numbers are kept as text. */
export const extraSpecsField = z.record(key, z.union([z.string().max(255), z.number().transform(String)]))

/** One tag of a server or a device. */
export const tagField = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[^,/]*$/, 'A tag has neither comma nor slash.')

export const hostField = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[a-zA-Z0-9-._]*$/, 'It must be a host name.')

/** Base64 of at most `max` characters. */
export const base64Field = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^(?:[A-Za-z0-9+/]{4}|\s)*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\s*$/, 'It must be base64.')

/** Files for a guest, which requests had before 2.57; how many and how large is the quota's to say. */
export const personalityField = z.array(
  z.strictObject({ path: z.string().min(1), contents: base64Field(Number.MAX_SAFE_INTEGER) }),
)

/** The page size in a query. */
export const limitValue = z.string().regex(/^\d+$/, 'It must be 0 or more.')

/** A regular expression in a query. */
export const patternValue = z.string().refine((text) => {
  try {
    return new RegExp(text) instanceof RegExp
  } catch {
    return false
  }
}, 'It must be a regular expression.')

/** A point in time in a query. */
export const timeValue = z
  .string()
  .refine((text) => readTime(text) !== undefined, 'It must be an ISO 8601 date and time.')

const isoTime = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?)?\s*(Z|[+-]\d{2}(:?\d{2})?)?$/

/** The moment that `text` names; UTC where it has no zone. */
export function readTime(text: string): Date | undefined {
  const trimmed = text.trim()
  const match = isoTime.exec(trimmed)
  if (!match) return undefined
  const zoned = match[4] === undefined && match[1] !== undefined ? `${trimmed}Z` : trimmed
  const date = new Date(zoned.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00'))
  return Number.isNaN(date.getTime()) ? undefined : date
}

/** Ids of the certificates that an image may be signed with. */
export const trustedCertificatesField = z
  .array(z.string().min(1))
  .min(1)
  .max(50)
  .refine((ids) => new Set(ids).size === ids.length, 'Each may stand there once.')
