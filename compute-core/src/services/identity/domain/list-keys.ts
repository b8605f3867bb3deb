import type { ListKeys } from '#platform/service/list-query/query-keys'

const named = {
  name: { kind: 'text', summary: 'The name.' },
  id: { kind: 'id', summary: 'The id, or its beginning with a star.' },
  description: { kind: 'words', summary: 'A part of the description.' },
} as const satisfies ListKeys

const ofDomain = { domain: { kind: 'text', summary: 'The name or the id of its domain.' } } as const satisfies ListKeys
const enabled = { enabled: { kind: 'boolean', summary: 'Whether it is enabled.' } } as const satisfies ListKeys

/** What the lists of identity can be searched by. */
export const identityKeys = {
  domains: { ...named, ...enabled },
  projects: {
    ...named,
    ...ofDomain,
    ...enabled,
    parent: { kind: 'text', summary: 'The name or the id of the project above it.' },
    tag: { kind: 'text', summary: 'One of its tags.' },
    created: { kind: 'time', summary: 'When it was created.' },
  },
  users: {
    ...named,
    ...ofDomain,
    ...enabled,
    email: { kind: 'text', summary: 'The email address.' },
    project: { kind: 'text', summary: 'The name or the id of the default project.' },
    group: { kind: 'text', summary: 'The name or the id of a group that the user is in.' },
    created: { kind: 'time', summary: 'When it was created.' },
  },
  groups: {
    ...named,
    ...ofDomain,
    user: { kind: 'text', summary: 'The name or the id of a user in it.' },
  },
  roles: named,
  application_credentials: {
    ...named,
    project: { kind: 'text', summary: 'The name or the id of its project.' },
    role: { kind: 'text', summary: 'The name or the id of a role that it has.' },
    unrestricted: { kind: 'boolean', summary: 'Whether it may make others.' },
    expires: { kind: 'time', summary: 'When it expires.' },
  },
} as const satisfies Readonly<Record<string, ListKeys>>

/** A list of identity that can be searched. */
export type SearchedList = keyof typeof identityKeys
