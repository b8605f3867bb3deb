import { containerFormats, diskFormats, visibilities } from '../domain/image-attributes.ts'
import type { ImageApp } from './image-app.ts'

const textOrNull = { type: ['null', 'string'] }
const numberOrNull = { type: ['null', 'integer'], readOnly: true }
const readOnly = { type: 'string', readOnly: true }

const image = {
  name: 'image',
  properties: {
    id: { type: 'string' },
    name: { ...textOrNull, maxLength: 255 },
    status: readOnly,
    visibility: { type: 'string', enum: visibilities },
    protected: { type: 'boolean' },
    os_hidden: { type: 'boolean' },
    owner: { ...textOrNull, maxLength: 255 },
    disk_format: { ...textOrNull, enum: [null, ...diskFormats] },
    container_format: { ...textOrNull, enum: [null, ...containerFormats] },
    min_disk: { type: 'integer' },
    min_ram: { type: 'integer' },
    tags: { type: 'array', items: { type: 'string', maxLength: 255 } },
    size: numberOrNull,
    virtual_size: numberOrNull,
    checksum: { ...textOrNull, readOnly: true },
    os_hash_algo: { ...textOrNull, readOnly: true },
    os_hash_value: { ...textOrNull, readOnly: true },
    created_at: readOnly,
    updated_at: readOnly,
    self: readOnly,
    file: readOnly,
    schema: readOnly,
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

/** JSON schemas for clients that ask before they speak, and how images come in: by PUT alone. */
export function addSchemaRoutes(app: ImageApp): void {
  app.get('/v2/schemas/image', (c) => c.json(image))
  app.get('/v2/schemas/images', (c) => c.json(images))
  app.get('/v2/info/import', (c) =>
    c.json({ 'import-methods': { description: 'Import methods available.', type: 'array', value: [] } }),
  )
}
