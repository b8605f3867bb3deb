import { z } from 'zod'
import { isoSeconds } from '#platform/clock'
import { inPath } from '#platform/service/fields'
import type { NamespaceRow, PartKind, PartRow } from '../../store/metadef-store.ts'

const isStorable = (value: string): boolean => !value.includes('\0') && value.isWellFormed()
const text = (maxLength: number, minLength = 0) =>
  z.string().min(minLength).max(maxLength).refine(isStorable, 'It must be text without NUL characters.')

const name = inPath(text(255, 1).refine((value) => !value.includes('/'), 'It must not have a slash.'))
const count = z.int().min(0)
const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'] as const
// A value of any kind, in which every text is one that PostgreSQL can keep.
const anything = z
  .unknown()
  .refine(
    (value) => isStorable(JSON.stringify(value ?? null).replaceAll(/\\u(0000|d[89a-f]..)/gi, '\0')),
    'It must be without NUL characters.',
  )

/** What a property is called and may be: the subset of JSON schema that Glance takes. */
const propertyType = z.strictObject({
  title: text(65_535),
  type: z.enum(types),
  description: text(65_535).optional(),
  default: anything.optional(),
  enum: z.array(anything).max(1000).optional(),
  items: z.strictObject({ type: z.enum(types).optional(), enum: z.array(anything).max(1000).optional() }).optional(),
  additionalItems: z.boolean().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: count.optional(),
  maxLength: count.optional(),
  minItems: count.optional(),
  maxItems: count.optional(),
  uniqueItems: z.boolean().optional(),
  pattern: text(65_535).optional(),
  operators: z.array(text(255)).max(100).optional(),
  required: z.array(text(255)).max(1000).optional(),
  readonly: z.boolean().optional(),
})
const propertyTypes = z
  .record(name, propertyType)
  .refine((all) => Object.keys(all).length <= 1000, 'There may be 1000 properties at most.')

const object = z.strictObject({
  name,
  description: text(65_535).optional(),
  required: z.array(text(255)).max(1000).optional(),
  properties: propertyTypes.optional(),
})
const tag = z.strictObject({ name })

/** What a namespace is for, and what stands there before the names of its properties. */
export const associationBody = z.strictObject({
  name,
  prefix: text(80).optional(),
  properties_target: text(80).optional(),
})

/** What a client sends of each kind of part that has routes of the same form. */
export const partBodies = { object, property: propertyType.extend({ name }), tag } as const

/** The tags that a namespace is to have. */
export const tagsBody = z.strictObject({ tags: z.array(tag).max(1000) })

const ofNamespace = {
  namespace: name,
  display_name: text(80).nullable().optional(),
  description: text(500).nullable().optional(),
  visibility: z.enum(['public', 'private']).optional(),
  protected: z.boolean().optional(),
  owner: text(255, 1).optional(),
}

/** A namespace as a client changes it. */
export const namespaceBody = z.strictObject(ofNamespace)

/** A namespace as a client creates it, with its parts or without. */
export const newNamespaceBody = z.strictObject({
  ...ofNamespace,
  objects: z.array(object).max(1000).optional(),
  properties: propertyTypes.optional(),
  tags: z.array(tag).max(1000).optional(),
  resource_type_associations: z.array(associationBody).max(100).optional(),
})

const times = { created_at: z.string(), updated_at: z.string() }

export const associationView = associationBody.extend(times)
const objectView = object.extend({ ...times, self: z.string(), schema: z.string() })
const propertyView = propertyType.extend({ name: z.string() })
const tagView = z.strictObject({ name: z.string(), ...times })

/** How each kind of part is shown. */
export const partViews = { object: objectView, property: propertyView, tag: tagView } as const

/** How each kind of part is shown in a list, whole. */
export const partListViews = {
  object: z.array(objectView),
  property: z.record(z.string(), propertyType),
  tag: z.array(z.strictObject({ name: z.string() })),
} as const

export const namespaceView = z.strictObject({
  namespace: z.string(),
  display_name: z.string().optional(),
  description: z.string().optional(),
  visibility: z.enum(['public', 'private']),
  protected: z.boolean(),
  owner: z.string(),
  ...times,
  self: z.string(),
  schema: z.string(),
  objects: partListViews.object.optional(),
  properties: partListViews.property.optional(),
  tags: partListViews.tag.optional(),
  resource_type_associations: z.array(associationView).optional(),
})

const timesOf = ({ created_at, updated_at }: { created_at: Date; updated_at: Date }) => ({
  created_at: isoSeconds(created_at),
  updated_at: isoSeconds(updated_at),
})

/** A namespace without its parts. */
export const showNamespace = (row: NamespaceRow) => ({
  namespace: row.namespace,
  // What nobody has said is left out: clients hold answers against the schema, which knows no null here.
  ...(row.display_name !== null && { display_name: row.display_name }),
  ...(row.description !== null && { description: row.description }),
  visibility: row.visibility,
  protected: row.protected,
  owner: row.project_id,
  ...timesOf(row),
  self: `/v2/metadefs/namespaces/${row.namespace}`,
  schema: '/v2/schemas/metadefs/namespace',
})

/** What a namespace is for. */
export const showAssociation = (row: PartRow) => ({ name: row.name, ...row.body, ...timesOf(row) })

/** A part by itself. */
export const showPart: Readonly<Record<keyof typeof partViews, (row: PartRow) => object>> = {
  object: (row) => ({
    name: row.name,
    ...row.body,
    ...timesOf(row),
    self: `/v2/metadefs/namespaces/${row.namespace}/objects/${row.name}`,
    schema: '/v2/schemas/metadefs/object',
  }),
  property: (row) => ({ name: row.name, ...row.body }),
  tag: (row) => ({ name: row.name, ...timesOf(row) }),
}

/** All parts of a kind, as lists and whole namespaces have them. */
export const showParts: Readonly<Record<keyof typeof partViews, (rows: readonly PartRow[]) => object>> = {
  object: (rows) => rows.map(showPart.object),
  property: (rows) => Object.fromEntries(rows.map(({ name: key, body }) => [key, body])),
  tag: (rows) => rows.map(({ name: key }) => ({ name: key })),
}

/** A client's part as it is kept. */
export const asPart = ({ name: key, ...body }: { name: string } & Record<string, unknown>) => ({ name: key, body })

/** Whether a namespace's properties are called otherwise for this resource type, and how. */
export function prefixed(rows: readonly PartRow[], kind: PartKind, prefix: string): PartRow[] {
  if (prefix === '') return [...rows]
  if (kind === 'property') return rows.map((row) => ({ ...row, name: prefix + row.name }))
  return rows.map((row) => {
    const { properties, required } = row.body as { properties?: Record<string, unknown>; required?: string[] }
    const entries = Object.entries(properties ?? {}).map(([key, value]) => [prefix + key, value] as const)
    return {
      ...row,
      body: {
        ...row.body,
        ...(properties && { properties: Object.fromEntries(entries) }),
        ...(required && { required: required.map((key) => prefix + key) }),
      },
    }
  })
}
