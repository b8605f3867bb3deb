import type { ListKeys } from '#platform/service/list-query/query-keys'

/** What lists of key pairs can be searched by. */
export const keyPairKeys = {
  name: { kind: 'text', summary: 'The name.' },
  type: { kind: 'enum', summary: 'The type.', values: ['ssh', 'x509'] },
  fingerprint: { kind: 'text', summary: 'The fingerprint.' },
  created: { kind: 'time', summary: 'When it was added.' },
  user: { kind: 'text', summary: 'The name or the id of whose it is.', isForAdministrators: true },
} as const satisfies ListKeys
