import type { ListKeys } from '#platform/service/list-query/query-keys'

/** What the list of what each project used can be searched by. */
export const usageKeys = {
  name: { kind: 'text', summary: 'The name of the project.' },
  id: { kind: 'id', summary: 'The id of the project, or its beginning with a star.' },
  domain: { kind: 'text', summary: 'The name of the domain that the project is in.' },
  servers: { kind: 'number', summary: 'How many of its servers ran in that time.' },
  now: { kind: 'number', summary: 'How many servers it has now.' },
  hours: { kind: 'number', summary: 'How many hours its servers ran.' },
} as const satisfies ListKeys

/** What is added up of servers over the time that they were there. */
export const usageMeasures = ['hours', 'vcpu_hours', 'memory_mb_hours', 'disk_gb_hours'] as const

export type UsageMeasure = (typeof usageMeasures)[number]

/** What the list can be sorted by. */
export const usageSortKeys = ['name', 'id', 'domain', 'servers', 'servers_now', ...usageMeasures] as const
