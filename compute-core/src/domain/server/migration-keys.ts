import type { ListKeys } from '#platform/service/list-query/query-keys'

/** What lists of migrations can be searched by. */
export const migrationKeys = {
  id: { kind: 'id', summary: 'The id, or its beginning with a star.' },
  server: { kind: 'text', summary: 'The id or the name of the server.' },
  type: { kind: 'text', summary: 'The type, as in type:live-migration.' },
  status: { kind: 'text', summary: 'The status.' },
  host: { kind: 'text', summary: 'The host that it goes to or comes from.', isForAdministrators: true },
  source: { kind: 'text', summary: 'The host that it comes from.', isForAdministrators: true },
  destination: { kind: 'text', summary: 'The host that it goes to.', isForAdministrators: true },
  flavor: { kind: 'text', summary: 'The id of the flavor before or after.' },
  project: { kind: 'text', summary: 'The name or the id of the project.' },
  user: { kind: 'text', summary: 'The name or the id of who began it.' },
  created: { kind: 'time', summary: 'When it began.' },
  updated: { kind: 'time', summary: 'When it last changed.' },
} as const satisfies ListKeys
