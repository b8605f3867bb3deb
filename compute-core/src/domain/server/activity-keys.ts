import type { ListKeys } from '#platform/service/list-query/query-keys'

/** What lists of activity can be searched by. */
export const activityKeys = {
  action: { kind: 'text', summary: 'The name of the action, as in action:reboot.' },
  outcome: { kind: 'enum', summary: 'How it has ended, or that it has not.', values: ['running', 'done', 'failed'] },
  server: { kind: 'text', summary: 'The name or the id of the server.' },
  user: { kind: 'text', summary: 'The name or the id of who asked for it.' },
  request: { kind: 'text', summary: 'The id of the request.' },
  started: { kind: 'time', summary: 'When it began.' },
  reason: { kind: 'words', summary: 'A part of the reason why it failed.' },
  host: { kind: 'text', summary: 'The host of one of its steps.', isForAdministrators: true },
  project: { kind: 'text', summary: 'The name or the id of the project.', isForAdministrators: true },
} as const satisfies ListKeys
