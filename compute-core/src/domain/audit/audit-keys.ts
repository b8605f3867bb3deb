import type { ListKeys } from '#platform/service/list-query/query-keys'

/** What the audit can be searched by. */
export const auditKeys = {
  who: { kind: 'text', summary: 'The name or the id of who it was.' },
  project: { kind: 'text', summary: 'The name or the id of the project that the token was for.' },
  service: {
    kind: 'enum',
    summary: 'The service that was asked.',
    values: ['compute', 'identity', 'image', 'network', 'placement'],
  },
  action: { kind: 'text', summary: 'What was done, as in action:server-create or action:sign-in.' },
  kind: { kind: 'text', summary: 'What kind of thing it was done to, as in kind:user.' },
  target: { kind: 'text', summary: 'The name or the id of what it was done to.' },
  outcome: {
    kind: 'enum',
    summary: 'How it has ended: refused is what the policy forbids, running what a server is still at.',
    values: ['success', 'failure', 'refused', 'running'],
  },
  reason: { kind: 'words', summary: 'A part of the reason why it failed or was refused.' },
  request: { kind: 'text', summary: 'The id of the request.' },
  address: { kind: 'text', summary: 'The address that it came from.' },
  time: { kind: 'time', summary: 'When the request ended.' },
} as const satisfies ListKeys
