import type { ListKeys } from '#platform/service/list-query/query-keys'

/** What lists of resource providers can be searched by. */
export const providerKeys = {
  name: { kind: 'text', summary: 'The name.' },
  uuid: { kind: 'id', summary: 'The UUID, or its beginning with a star.' },
  trait: { kind: 'text', summary: 'One of its traits.' },
  generation: { kind: 'number', summary: 'How often it has changed.' },
  vcpus: { kind: 'number', summary: 'How many CPUs it has in all.' },
  ram: { kind: 'number', unit: 'MB', summary: 'How much memory it has in all.' },
  disk: { kind: 'number', unit: 'GB', summary: 'How much disk it has in all.' },
  updated: { kind: 'time', summary: 'When it last changed.' },
} as const satisfies ListKeys

/** What lists of resource providers can be sorted by; of resources it is the share of what can be promised that is taken. */
export const providerSortKeys = ['name', 'uuid', 'generation', 'updated', 'traits', 'vcpus', 'ram', 'disk'] as const

/** What the allocations of a provider can be searched by. */
export const allocationKeys = {
  consumer: {
    kind: 'id',
    summary: 'The UUID of the consumer, which is a server or a migration, or its beginning with a star.',
  },
  project: { kind: 'id', summary: 'The id of the project, or its beginning with a star.' },
  user: { kind: 'id', summary: 'The id of the user, or its beginning with a star.' },
  vcpus: { kind: 'number', summary: 'How many CPUs it holds.' },
  ram: { kind: 'number', unit: 'MB', summary: 'How much memory it holds.' },
  disk: { kind: 'number', unit: 'GB', summary: 'How much disk it holds.' },
} as const satisfies ListKeys

/** What the allocations of a provider can be sorted by. */
export const allocationSortKeys = ['consumer', 'project', 'user', 'vcpus', 'ram', 'disk'] as const
