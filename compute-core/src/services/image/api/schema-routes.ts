import { z } from 'zod'
import { containerFormats, diskFormats, imageStatuses, visibilities } from '../domain/image-values.ts'
import schemas from './json-schemas.json' with { type: 'json' }
import { route, type Route } from './route.ts'

const text = (description: string, more: object = {}) => ({ description, type: 'string', ...more })
const textOrNull = (description: string, more: object = {}) => ({ description, type: ['null', 'string'], ...more })
const number = (description: string) => ({ description, type: 'integer' })
const numberOrNull = (description: string) => ({ description, type: ['null', 'integer'], readOnly: true })
const yesOrNo = (description: string) => ({ description, type: 'boolean' })
/** What images often have among their properties. */
const property = (description: string) => text(description, { is_base: false })
const readOnly = { readOnly: true }

const image = {
  name: 'image',
  properties: {
    id: text('The id of the image, a UUID.', { pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' }),
    name: textOrNull('What people call it.', { maxLength: 255 }),
    status: text('Whether its bytes are awaited, on their way, here or withheld.', {
      enum: imageStatuses,
      ...readOnly,
    }),
    visibility: text('Who may see it.', { enum: visibilities }),
    protected: yesOrNo('Whether it cannot be deleted.'),
    os_hidden: yesOrNo('Whether lists leave it out unless asked for hidden images.'),
    owner: textOrNull('The id of the project that it belongs to.', { maxLength: 255 }),
    disk_format: textOrNull('How its bytes are a disk.', { enum: [null, ...diskFormats] }),
    container_format: textOrNull('What its bytes are wrapped in.', { enum: [null, ...containerFormats] }),
    min_disk: number('The least disk in GB that a server of it needs.'),
    min_ram: number('The least memory in MB that a server of it needs.'),
    tags: {
      description: 'Words that people find it by.',
      type: 'array',
      items: { type: 'string', maxLength: 255 },
    },
    size: numberOrNull('How many bytes it has.'),
    virtual_size: numberOrNull('How many bytes the disk has that a server sees.'),
    checksum: textOrNull('The MD5 sum of its bytes.', { maxLength: 32, ...readOnly }),
    os_hash_algo: textOrNull('How os_hash_value was computed.', { maxLength: 64, ...readOnly }),
    os_hash_value: textOrNull('The secure hash of its bytes.', { maxLength: 128, ...readOnly }),
    created_at: text('When it was created.', readOnly),
    updated_at: text('When it was last changed.', readOnly),
    self: text('Its own address.', readOnly),
    file: text('The address of its bytes.', readOnly),
    schema: text('The address of this schema.', readOnly),
    architecture: property('The architecture that its system is built for, such as x86_64.'),
    instance_uuid: property('The server that it is a snapshot of.'),
    kernel_id: property('The image of the kernel that it boots with.'),
    os_distro: property('The distribution of its operating system.'),
    os_version: property('The version of its operating system, as the distribution names it.'),
    ramdisk_id: property('The image of the ramdisk that it boots with.'),
  },
  additionalProperties: { type: 'string' },
  links: [
    { rel: 'self', href: '{self}' },
    { rel: 'enclosure', href: '{file}' },
    { rel: 'describedby', href: '{schema}' },
  ],
}

const images = {
  name: 'images',
  properties: {
    images: { type: 'array', items: image },
    schema: { type: 'string' },
    next: { type: 'string' },
    first: { type: 'string' },
  },
  links: [
    { rel: 'first', href: '{first}' },
    { rel: 'next', href: '{next}' },
    { rel: 'describedby', href: '{schema}' },
  ],
}

const pageLinks = [
  { rel: 'first', href: '{first}' },
  { rel: 'next', href: '{next}' },
]
const itsSchema = { rel: 'describedby', href: '{schema}' }

interface ItemSchema {
  name: string
  definitions?: unknown
}

/** The schema of a list of `item`; definitions that it refers to stand at the top. */
function listOf(name: string, item: ItemSchema, { isPaged = true, isMap = false } = {}) {
  const { definitions, ...rest } = item
  return {
    name,
    ...(definitions !== undefined && { definitions }),
    properties: {
      [name]: isMap ? { type: 'object', additionalProperties: rest } : { type: 'array', items: rest },
      schema: { type: 'string' },
      ...(isPaged && { first: { type: 'string' }, next: { type: 'string' } }),
    },
    links: [...(isPaged ? pageLinks : []), itsSchema],
  }
}

/** Each schema by the end of its address. */
const all: Readonly<Record<string, { of: string; schema: object }>> = {
  image: { of: 'an image', schema: image },
  images: { of: 'a list of images', schema: images },
  member: { of: 'a member of an image', schema: schemas.member },
  members: { of: 'a list of members', schema: listOf('members', schemas.member, { isPaged: false }) },
  task: { of: 'a task', schema: schemas.task },
  tasks: { of: 'a list of tasks', schema: listOf('tasks', schemas.task, { isPaged: false }) },
  'metadefs/namespace': { of: 'a namespace of metadata definitions', schema: schemas.namespace },
  'metadefs/namespaces': { of: 'a list of namespaces', schema: listOf('namespaces', schemas.namespace) },
  'metadefs/object': { of: 'an object of a namespace', schema: schemas.object },
  'metadefs/objects': { of: 'a list of objects', schema: listOf('objects', schemas.object) },
  'metadefs/property': { of: 'a property of a namespace', schema: schemas.property },
  'metadefs/properties': {
    of: 'the properties of a namespace',
    schema: listOf('properties', schemas.property, { isMap: true }),
  },
  'metadefs/resource_type': { of: 'what a namespace is for', schema: schemas.resource_type_association },
  'metadefs/resource_types': {
    of: 'a list of what a namespace is for',
    schema: listOf('resource_type_associations', schemas.resource_type_association),
  },
  'metadefs/tag': { of: 'a tag of a namespace', schema: schemas.tag },
  'metadefs/tags': { of: 'a list of tags', schema: listOf('tags', schemas.tag) },
}

const schemaView = z.strictObject({
  name: z.string(),
  properties: z.record(z.string(), z.looseObject({ type: z.union([z.string(), z.array(z.string())]).optional() })),
  required: z.array(z.string()).optional(),
  definitions: z.looseObject({}).optional(),
  additionalProperties: z.union([z.literal(false), z.strictObject({ type: z.literal('string') })]).optional(),
  links: z.array(z.strictObject({ rel: z.string(), href: z.string() })).optional(),
})

/** JSON schemas for clients that ask before they speak. */
export const schemaRoutes: readonly Route[] = Object.entries(all).map(([end, { of, schema }]) =>
  route(`GET /v2/schemas/${end}`, {
    response: schemaView,
    summary: `Shows the JSON schema of ${of}.`,
    handle: async () => ({ body: schema }),
  }),
)
