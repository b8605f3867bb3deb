import { z } from 'zod'
import { asBoolean, inPath, integerField } from '#platform/service/fields'
import { addressNumber, parseCidr } from '../domain/ipv4.ts'

/** Whether PostgreSQL can store the text, or the JSON that it is. */
export const isStorable = (value: string): boolean =>
  !value.includes('\0') && !value.includes(String.raw`\u0000`) && value.isWellFormed() && !/\\ud[89a-f]/i.test(value)

/** Text that PostgreSQL can store. */
export const text = z
  .string()
  .max(255)
  .refine((value) => !value.includes('\0') && value.isWellFormed(), 'It must be text without NUL characters.')

/** A name, which may be empty. */
export const name = inPath(text)

/** One tag. */
export const tag = inPath(text.min(1))

export const uuid = z.guid('It must be a UUID.')

/** An IPv4 address. */
export const ipv4 = z
  .string()
  .refine((value) => addressNumber(value) !== undefined, 'It must be an IPv4 address, like 10.0.0.1.')

/** An IPv4 network. */
export const cidr = z
  .string()
  .refine((value) => parseCidr(value) !== undefined, 'It must be an IPv4 network, like 10.0.0.0/24.')

// Attributes are converted before they are checked, as neutron_lib's converters do it: clients send numbers and switches as text.

/** A switch: JSON's booleans, 0 and 1, and the words that OpenStack takes for them. */
export const flag = z
  .union([z.boolean(), z.string(), z.literal([0, 1])])
  .refine((value) => asBoolean(typeof value === 'number' ? String(value) : value) !== undefined, {
    error: 'It must be true or false.',
    abort: true,
  })
  .transform((value) => asBoolean(typeof value === 'number' ? String(value) : value)!)

/** A whole number, or its digits as text. */
export const integer = (min: number, max: number) => integerField(min, max)

/** A list, for which null stands where it is empty. */
export const listOf = <Item extends z.ZodType>(item: Item, max: number) =>
  z
    .array(item)
    .max(max, `It can have ${max} entries at most.`)
    .nullable()
    .transform((value) => value ?? [])

/** A unicast MAC address in any usual notation, written as Neutron writes it. */
export const macAddress = z
  .string()
  .transform((value) => value.toLowerCase().replaceAll(/[:.-]/g, ''))
  .pipe(
    z
      .string()
      .regex(/^[0-9a-f][02468ace][0-9a-f]{10}$/, 'It must be a unicast MAC address, like fa:16:3e:00:00:01.')
      .refine((digits) => digits !== '000000000000', 'It must not be all zeros.'),
  )
  .transform((digits) => digits.match(/../g)!.join(':'))

/** A switch that this cloud has in one position only. */
export const always = <Position extends boolean>(position: Position, why: string) =>
  flag.refine((value) => value === position, `It can only be ${position} yet: ${why}`)

/** A list that this cloud has nothing to do with yet, and so must be empty. */
export const alwaysEmpty = (what: string) =>
  z.array(z.unknown()).max(0, `${what} are not offered yet. Leave it out.`).nullable()

/** What a body may say of whose the thing is. */
export const ownerFields = { project_id: text.optional(), tenant_id: text.optional() }
