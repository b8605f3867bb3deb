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
