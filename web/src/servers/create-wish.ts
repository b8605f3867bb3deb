import type { CreateOptions, NewServer } from '#app/bff'
import { keyValuesProblem, toRecord, type KeyValue } from '#ui/key-values'

/** The create form as it stands on the screen. */
export interface CreateWish {
  name: string
  imageId: string | null
  flavorId: string | null
  keyName: string | null
  networking: 'auto' | 'none' | 'chosen'
  networkIds: string[]
  portIds: string[]
  userData: string
  count: number
  description: string
  hostname: string
  adminPassword: string
  configDrive: boolean
  zone: string | null
  host: string | null
  groupId: string | null
  tags: string[]
  metadata: KeyValue[]
  hints: KeyValue[]
}

/** The form as it begins: what there is only one of is chosen already. */
export const firstWish = ({ images, flavors, keyPairs }: CreateOptions): CreateWish => ({
  name: '',
  imageId: images.length === 1 ? (images[0]?.id ?? null) : null,
  flavorId: flavors.length === 1 ? (flavors[0]?.id ?? null) : null,
  keyName: keyPairs.length === 1 ? (keyPairs[0]?.name ?? null) : null,
  networking: 'auto',
  networkIds: [],
  portIds: [],
  userData: '',
  count: 1,
  description: '',
  hostname: '',
  adminPassword: '',
  configDrive: false,
  zone: null,
  host: null,
  groupId: null,
  tags: [],
  metadata: [],
  hints: [],
})

/** What is wrong with each field; a field that is right is null. */
export const wishProblems = {
  name: (name: string) => (name.trim() ? null : 'Give the server a name'),
  imageId: (id: string | null) => (id ? null : 'Choose an image'),
  flavorId: (id: string | null) => (id ? null : 'Choose a flavor'),
  networkIds: (ids: string[], { networking, portIds }: CreateWish) =>
    networking === 'chosen' && ids.length + portIds.length === 0 ? 'Choose a network or a port' : null,
  portIds: (ids: string[], { count }: CreateWish) =>
    ids.length > 0 && count > 1 ? 'A port is for one server: create one, or choose networks' : null,
  count: (count: number) => (Number.isInteger(count) && count >= 1 && count <= 100 ? null : 'From 1 to 100'),
  metadata: keyValuesProblem,
  hints: keyValuesProblem,
} as const

/** The form as it is sent: only what was filled in. */
export function newServerFrom(wish: CreateWish): NewServer {
  return {
    name: wish.name.trim(),
    imageId: wish.imageId ?? '',
    flavorId: wish.flavorId ?? '',
    networks: wish.networking === 'chosen' ? cardsOf(wish) : wish.networking,
    count: wish.count,
    configDrive: wish.configDrive,
    tags: wish.tags,
    metadata: toRecord(wish.metadata),
    hints: hintsOf(wish.hints),
    ...(wish.keyName ? { keyName: wish.keyName } : {}),
    ...(wish.userData ? { userData: wish.userData } : {}),
    ...(wish.description.trim() ? { description: wish.description.trim() } : {}),
    ...(wish.hostname.trim() ? { hostname: wish.hostname.trim() } : {}),
    ...(wish.adminPassword ? { adminPassword: wish.adminPassword } : {}),
    ...(wish.zone ? { zone: wish.zone } : {}),
    ...(wish.host ? { host: wish.host } : {}),
    ...(wish.groupId ? { groupId: wish.groupId } : {}),
  }
}

const cardsOf = ({ networkIds, portIds }: CreateWish) => [
  ...networkIds.map((networkId) => ({ networkId })),
  ...portIds.map((portId) => ({ portId })),
]

/** A hint with commas in it is a list: the ids after `same_host` and `different_host`. */
const hintsOf = (lines: readonly KeyValue[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(toRecord(lines)).map(([key, value]) => [key, hintValue(value)]))

function hintValue(value: string): unknown {
  if (value.startsWith('[') || value.startsWith('{')) return value
  return value.includes(',') ? value.split(',').map((part) => part.trim()) : value
}
