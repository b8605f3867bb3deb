import type { ListKeys } from '#platform/service/list-query/query-keys'

/** What lists of flavors can be searched by. */
export const flavorKeys = {
  name: { kind: 'text', summary: 'The name.' },
  id: { kind: 'text', summary: 'The id.' },
  description: { kind: 'words', summary: 'A part of the description.' },
  vcpus: { kind: 'number', summary: 'How many vCPUs it has.' },
  ram: { kind: 'number', unit: 'MB', summary: 'How much memory it has.' },
  disk: { kind: 'number', unit: 'GB', summary: 'How large its disk is.' },
  ephemeral: { kind: 'number', unit: 'GB', summary: 'How large its second disk is.' },
  swap: { kind: 'number', unit: 'MB', summary: 'How much swap it has.' },
  public: { kind: 'boolean', summary: 'Whether every project may use it.' },
  disabled: { kind: 'boolean', summary: 'Whether it is disabled.' },
  extra: { kind: 'map', summary: 'An extra spec, as in extra."hw:cpu_policy":dedicated.' },
} as const satisfies ListKeys
