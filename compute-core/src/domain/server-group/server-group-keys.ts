import type { ListKeys } from '#platform/service/list-query/query-keys'
import { serverGroupPolicies } from './server-group.ts'

/** What lists of server groups can be searched by. */
export const serverGroupKeys = {
  name: { kind: 'text', summary: 'The name.' },
  id: { kind: 'id', summary: 'The id, or its beginning with a star.' },
  policy: { kind: 'enum', summary: 'The policy.', values: serverGroupPolicies },
  members: { kind: 'number', summary: 'How many servers are in it.' },
  server: { kind: 'text', summary: 'The name or the id of a server in it.' },
  created: { kind: 'time', summary: 'When it was created.' },
  project: { kind: 'text', summary: 'The name or the id of its project.', isForAdministrators: true },
  user: { kind: 'text', summary: 'The name or the id of who created it.', isForAdministrators: true },
} as const satisfies ListKeys
