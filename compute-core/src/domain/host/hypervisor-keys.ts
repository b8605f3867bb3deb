import type { ListKeys } from '#platform/service/list-query/query-keys'

const host = {
  name: { kind: 'text', summary: 'The name of the host.' },
  zone: { kind: 'text', summary: 'The availability zone.' },
  status: { kind: 'enum', summary: 'Whether it is given new servers.', values: ['enabled', 'disabled'] },
  state: { kind: 'enum', summary: 'Whether it reports.', values: ['up', 'down'] },
  reason: { kind: 'words', summary: 'A part of the reason why it is disabled.' },
  updated: { kind: 'time', summary: 'When it last reported.' },
} as const satisfies ListKeys

/** What lists of services can be searched by. */
export const serviceKeys = {
  ...host,
  binary: { kind: 'text', summary: 'What it is: nova-compute is the service of a host.' },
  id: { kind: 'id', summary: 'The id of the service, or its beginning with a star.' },
} as const satisfies ListKeys

/** What lists of hypervisors can be searched by. */
export const hypervisorKeys = {
  ...host,
  id: { kind: 'id', summary: 'The id, or its beginning with a star.' },
  type: { kind: 'text', summary: 'The type of the hypervisor.' },
  servers: { kind: 'number', summary: 'How many servers are on it.' },
  vcpus: { kind: 'number', summary: 'How many CPUs it has.' },
  ram: { kind: 'number', unit: 'MB', summary: 'How much memory it has.' },
} as const satisfies ListKeys
