import { z } from 'zod'
import { addressNumber, parseCidr } from '../domain/ipv4.ts'

/** Text that PostgreSQL can store. */
export const text = z
  .string()
  .max(255)
  .refine((value) => !value.includes('\0') && value.isWellFormed(), 'It must be text without NUL characters.')

export const uuid = z.guid('It must be a UUID.')

/** An IPv4 address. */
export const ipv4 = z
  .string()
  .refine((value) => addressNumber(value) !== undefined, 'It must be an IPv4 address, like 10.0.0.1.')

/** An IPv4 network. */
export const cidr = z
  .string()
  .refine((value) => parseCidr(value) !== undefined, 'It must be an IPv4 network, like 10.0.0.0/24.')

/** Neutron's switches come as JSON's booleans and, from some clients, as words or numbers. */
export const flag = z.union([
  z.boolean(),
  z.literal([1, '1', 'true', 'True']).transform(() => true),
  z.literal([0, '0', 'false', 'False']).transform(() => false),
])

/** A switch that this cloud has in one position only. */
export const always = <Position extends boolean>(position: Position, why: string) =>
  flag.refine((value) => value === position, `It can only be ${position} yet: ${why}`)

/** A list that this cloud has nothing to do with yet, and so must be empty. */
export const alwaysEmpty = (what: string) => z.array(z.unknown()).max(0, `${what} are not offered yet. Leave it out.`)

/** What a body may say of whose the thing is. */
export const ownerFields = { project_id: text.optional(), tenant_id: text.optional() }
