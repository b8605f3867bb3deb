import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import type { QueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import { refetchAfter } from '#shared/changes'

/** One change of an image, as the image service takes it. */
export interface ImageChange {
  op: 'add' | 'replace' | 'remove'
  path: string
  value?: unknown
}

/** What every image has; anything else that one says of itself is a property. */
export const attributesOfEveryImage: ReadonlySet<string> = new Set([
  'id',
  'name',
  'status',
  'visibility',
  'owner',
  'protected',
  'os_hidden',
  'size',
  'virtual_size',
  'checksum',
  'os_hash_algo',
  'os_hash_value',
  'disk_format',
  'container_format',
  'min_disk',
  'min_ram',
  'tags',
  'created_at',
  'updated_at',
  'self',
  'file',
  'schema',
])

/** What only this image says of itself, by key. What the image service keeps for itself is left out. */
export const propertiesOf = (image: ImageView): Record<string, string> =>
  Object.fromEntries(
    Object.entries(image)
      .filter(([key]) => !attributesOfEveryImage.has(key) && !key.startsWith('os_glance'))
      .map(([key, value]): [string, string] => [key, String(value)])
      .toSorted(([a], [b]) => a.localeCompare(b)),
  )

const pathTo = (key: string) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`

/** The changes that make of the attributes `before` the attributes `after`: what is as before is not touched. */
export const attributeChanges = <Attributes extends object>(
  before: Attributes,
  after: Partial<Attributes>,
): ImageChange[] =>
  Object.entries(after)
    .filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof Attributes]))
    .map(([key, value]) => ({ op: 'replace', path: pathTo(key), value }))

/** The changes that make of the properties `before` the properties `after`. */
export const propertyChanges = (
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): ImageChange[] => [
  ...Object.keys(before)
    .filter((key) => !Object.hasOwn(after, key))
    .map((key): ImageChange => ({ op: 'remove', path: pathTo(key) })),
  ...Object.entries(after)
    .filter(([key, value]) => !Object.hasOwn(before, key) || before[key] !== value)
    .map(([key, value]): ImageChange => ({
      op: Object.hasOwn(before, key) ? 'replace' : 'add',
      path: pathTo(key),
      value,
    })),
]

/** The address of an image in the image service. */
export const imageAddress = (id: string): string => `/images/${encodeURIComponent(id)}`

const patchType = 'application/openstack-images-v2.1-json-patch'

/** Changes an image, and resolves once what is on the screen shows it. */
export async function changeImage(
  bff: Bff,
  queryClient: QueryClient,
  id: string,
  changes: readonly ImageChange[],
): Promise<void> {
  if (changes.length === 0) return
  await api(bff).send('image', imageAddress(id), {
    method: 'PATCH',
    headers: { 'content-type': patchType },
    body: new Blob([JSON.stringify(changes)], { type: patchType }),
  })
  await refetchAfter(queryClient, { topic: 'image', id })
}
