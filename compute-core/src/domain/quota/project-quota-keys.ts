import type { ListKeys } from '#platform/service/list-query/query-keys'

/** What the list of the quotas of all projects can be searched by. */
export const projectQuotaKeys = {
  name: { kind: 'text', summary: 'The name of the project.' },
  id: { kind: 'id', summary: 'The id of the project, or its beginning with a star.' },
  domain: { kind: 'text', summary: 'The name of the domain that the project is in.' },
  nearest: { kind: 'number', summary: 'How many per cent are used of the limit that it is nearest to.' },
  own: { kind: 'boolean', summary: 'Whether it has limits of its own.' },
  servers: { kind: 'number', summary: 'How many servers it has.' },
  vcpus: { kind: 'number', summary: 'How many vCPUs its servers have.' },
  ram: { kind: 'number', unit: 'MB', summary: 'How much memory its servers have.' },
  groups: { kind: 'number', summary: 'How many server groups it has.' },
  networks: { kind: 'number', summary: 'How many networks it has.' },
  subnets: { kind: 'number', summary: 'How many subnets it has.' },
  ports: { kind: 'number', summary: 'How many ports it has.' },
} as const satisfies ListKeys

/** What is limited of a project, or of each of its users and servers, by the service that keeps the limit. */
export const limitedResources = {
  compute: ['instances', 'cores', 'ram', 'server_groups', 'server_group_members', 'key_pairs', 'metadata_items'],
  network: ['network', 'subnet', 'port'],
} as const

/** What a project itself has so and so much of. */
export const countedResources = ['instances', 'cores', 'ram', 'server_groups', 'network', 'subnet', 'port'] as const

/** What the list can be sorted by; a resource by the share of its limit that is used. */
export const projectQuotaSortKeys = ['nearest', 'name', 'id', 'domain', 'own', ...countedResources] as const
