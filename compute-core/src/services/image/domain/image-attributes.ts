import { z } from 'zod'
import { inPath } from '#platform/service/fields'
import { containerFormats, diskFormats, visibilities } from './image-values.ts'

/** How many tags and how many properties an image may have. */
export const maxTags = 128
const maxProperties = 128

const isStorable = (value: string): boolean => !value.includes('\0') && value.isWellFormed()

/** Text that PostgreSQL can store. */
export const text = (maxLength: number) =>
  z.string().max(maxLength).refine(isStorable, 'It must be text without NUL characters.')

const propertyName = inPath(text(255).min(1))
const wholeNumber = z.int().min(0).max(2_147_483_647)

/** What a client may say of an image; every other key is a property, whose value is text. */
export const imageAttributes = z
  .object({
    name: inPath(text(255)).nullable(),
    disk_format: z.enum(diskFormats).nullable(),
    container_format: z.enum(containerFormats).nullable(),
    min_disk: wholeNumber,
    min_ram: wholeNumber,
    visibility: z.enum(visibilities),
    protected: z.boolean(),
    os_hidden: z.boolean(),
    tags: z.array(inPath(text(255).min(1))).max(maxTags),
    owner: text(255).min(1),
  })
  .partial()
  .catchall(text(65_535))
  .superRefine((attributes, check) => {
    const names = Object.keys(propertiesOf(attributes))
    if (names.length > maxProperties)
      check.addIssue({ code: 'custom', message: `An image may have ${maxProperties} properties at most.` })
    const bad = names.find((name) => !propertyName.safeParse(name).success)
    if (bad !== undefined)
      check.addIssue({
        code: 'custom',
        message: 'A property has a name of 1 to 255 characters without NUL, other than "." and "..".',
      })
    const { disk_format: disk, container_format: container } = attributes
    // An Amazon image is an Amazon image inside and out.
    if (disk && container && (isAmazon(disk) || isAmazon(container)) && disk !== container)
      check.addIssue({ code: 'custom', message: `disk_format ${disk} does not go with container_format ${container}.` })
  })

export type ImageAttributes = z.infer<typeof imageAttributes>

const isAmazon = (format: string): boolean => ['ami', 'ari', 'aki'].includes(format)

const baseNames = new Set([
  'name',
  'disk_format',
  'container_format',
  'min_disk',
  'min_ram',
  'visibility',
  'protected',
  'os_hidden',
  'tags',
  'owner',
])

// The cloud's own to say.
const readOnlyNames = new Set([
  'id',
  'status',
  'size',
  'virtual_size',
  'checksum',
  'os_hash_algo',
  'os_hash_value',
  'created_at',
  'updated_at',
  'self',
  'file',
  'schema',
  'direct_url',
  'stores',
  'locations',
  'location',
  'deleted',
  'deleted_at',
])

/** Whether a client may never set this attribute. */
export const isReadOnly = (name: string): boolean => readOnlyNames.has(name) || name.startsWith('os_glance')

/** Whether every image has this attribute. */
export const isBase = (name: string): boolean => baseNames.has(name)

/** Those of `attributes` that only this image has. */
export const propertiesOf = (attributes: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes).filter(
      (entry): entry is [string, string] => !isBase(entry[0]) && entry[1] !== undefined,
    ),
  )
