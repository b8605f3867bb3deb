import { z } from 'zod'
import { zoneKey } from '#domain/aggregate/aggregate'
import { invalid } from '#platform/errors'
import { hostField, nameField } from '#platform/service/fields'
import type { RequestContext } from '../route.ts'
import { metadataChangeField } from '../server-fields.ts'

const zoneField = nameField.refine(
  (name) => !name.includes(':'),
  'The name of an availability zone has no ":": that stands before a host, as in ZONE:HOST.',
)

/** A name that may stand between white space, which does not count. */
const spacedNameField = z
  .string()
  .max(255)
  .transform((name) => name.trim())
  .pipe(nameField)

/** The body that makes an aggregate. */
export const newAggregateBody = z.strictObject({
  aggregate: z.strictObject({ name: nameField, availability_zone: zoneField.nullable().optional() }),
})

/** The body that changes an aggregate. */
export const aggregateChangeBody = z.strictObject({
  aggregate: z
    .strictObject({ name: spacedNameField.optional(), availability_zone: zoneField.nullable().optional() })
    .refine((change) => Object.keys(change).length > 0, 'Send a name, an availability_zone or both.'),
})

const ofHost = z.strictObject({ host: hostField })

/** The body of an action on an aggregate. */
export const aggregateActionBody = z.union([
  z.strictObject({ add_host: ofHost }),
  z.strictObject({ remove_host: ofHost }),
  z.strictObject({ set_metadata: z.strictObject({ metadata: metadataChangeField }) }),
])

/** A change of metadata whose zone, if it names one, is a zone: one that an aggregate has cannot be taken away, as in Nova. */
export function checkZone(changes: Readonly<Record<string, string | null>>): void {
  if (!Object.hasOwn(changes, zoneKey)) return
  const zone = changes[zoneKey]
  if (!zone)
    throw invalid(
      'An aggregate does not support an empty availability zone. Remove its hosts, delete it, and make one without a zone.',
      zoneKey,
    )
  const read = zoneField.safeParse(zone)
  if (!read.success) throw invalid(`Invalid availability_zone ${zone}. ${read.error.issues[0]?.message}`, zoneKey)
}

/** The number of the aggregate that the URL names; a 400 for what is no number. */
export function aggregateId({ params }: RequestContext): number {
  const id = params['id']!
  if (!/^-?\d+$/.test(id))
    throw invalid(`Invalid aggregate id ${id}. It is a number: see the list of aggregates.`, 'id')
  return Number(id)
}
