import { isIPv4, isIPv6 } from 'node:net'
import { z } from 'zod'
import { isUuid } from '#platform/ids'
import { patternTrouble } from './pattern-cost.ts'

// Everything but controls, surrogates and unassigned characters; a name also keeps its ends free of white space.
const printable = /^[^\p{Cc}\p{Cs}\p{Cn}]*$/u
const largest = 2_147_483_647

/**
 * A name that becomes a part of a path, as names of everything do: clients ask for `/things/<name>` before they look through the list.
 * URL parsers take "." and ".." for steps in it, however they are escaped, and so would ask for, or delete, what is above.
 */
export const inPath = <Schema extends z.ZodType<string>>(schema: Schema): Schema =>
  schema.refine(
    (name) => name !== '.' && name !== '..',
    'It must not be "." or "..", which have another meaning in addresses.',
  )

/** A name that people give. */
export const nameField = inPath(
  z
    .string()
    .min(1)
    .max(255)
    .regex(printable, 'It must be printable.')
    .refine((name) => name.trim() === name, 'It must not begin or end with white space.'),
)

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

/** One tag. */
export const tagField = inPath(
  z
    .string()
    .min(1)
    .max(60)
    .regex(/^[^,/]*$/, 'A tag has neither comma nor slash.'),
)

export const hostField = inPath(
  z
    .string()
    .min(1)
    .max(255)
    .regex(/^[a-zA-Z0-9-._]*$/, 'It must be a host name.'),
)

/** Base64 of at most `max` characters. */
export const base64Field = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^(?:[A-Za-z0-9+/]{4}|\s)*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\s*$/, 'It must be base64.')

/** The page size in a query. */
export const limitValue = z.string().regex(/^\d+$/, 'It must be 0 or more.')

/** A regular expression of PostgreSQL's in a query, bounded in what it costs. */
export const patternValue = z.string().superRefine((text, c) => {
  const trouble = patternTrouble(text)
  if (trouble !== undefined) c.addIssue({ code: 'custom', message: trouble })
})

/** true or false in a query, or one of the strings that OpenStack takes for them. */
export const booleanValue = z.string().refine((text) => asBoolean(text) !== undefined, 'It must be true or false.')

/** A point in time in a query. */
export const timeValue = z
  .string()
  .refine((text) => readTime(text) !== undefined, 'It must be an ISO 8601 date and time.')

// As iso8601.py reads it, which is behind OpenStack's dates: from a year on every part may be left out at the end, and so may the signs
// between them. A zone stands behind a time only: the `-01` of `2026-11-01` is a day.
const zone = String.raw`(?:Z|(?<sign>[+-])(?<zoneHour>\d{2}):?(?<zoneMinute>\d{2})?)`
const clock = String.raw`(?<hour>\d{2})(?::?(?<minute>\d{2}))?(?::?(?<second>\d{1,2})(?:[.,](?<fraction>\d+))?)?`
const day = String.raw`(?:-(?<dayDash>\d{1,2})|(?<day>\d{2}))(?:[ T]${clock}\s*${zone}?)?`
const month = String.raw`(?:-(?<monthDash>\d{1,2})|(?<month>\d{2})(?!$))(?:${day})?`
const isoTime = new RegExp(String.raw`^(?<year>\d{4})(?:${month})?$`)

/** The moment that `text` names; UTC where it has no zone. Undefined for what names none, as a thirtieth of February. */
export function readTime(text: string): Date | undefined {
  const parts = isoTime.exec(text.trim())?.groups
  if (!parts) return undefined
  const number = (name: string, otherwise: number) => Number(parts[name] ?? otherwise)
  const monthOfYear = number('monthDash', number('month', 1))
  const dayOfMonth = number('dayDash', number('day', 1))
  const [hour, minute, second] = ['hour', 'minute', 'second'].map((name) => number(name, 0)) as [number, number, number]
  const date = new Date(0)
  date.setUTCFullYear(number('year', 0), monthOfYear - 1, dayOfMonth)
  const isThere = date.getUTCMonth() === monthOfYear - 1 && date.getUTCDate() === dayOfMonth && number('year', 0) > 0
  if (!isThere || hour > 23 || minute > 59 || second > 59) return undefined
  date.setUTCHours(hour, minute, second, Math.floor(Number(`0.${parts['fraction'] ?? 0}`) * 1000))
  const offset = (number('zoneHour', 0) * 60 + number('zoneMinute', 0)) * (parts['sign'] === '-' ? -1 : 1)
  return new Date(date.getTime() - offset * 60_000)
}
