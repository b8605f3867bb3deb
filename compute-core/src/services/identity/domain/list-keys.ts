import type { SortOrder } from '#platform/service/list-query/list-sort'
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
    user: { kind: 'text', summary: 'The name or the id of a user with a role in it, through a group too.' },
    created: { kind: 'time', summary: 'When it was created.' },
  },
  users: {
    ...named,
    ...ofDomain,
    ...enabled,
    email: { kind: 'text', summary: 'The email address.' },
    project: { kind: 'text', summary: 'The name or the id of the default project.' },
    group: { kind: 'text', summary: 'The name or the id of a group that the user is in.' },
    role: { kind: 'text', summary: 'The name or the id of a role that the user holds anywhere, through a group too.' },
    in: {
      kind: 'text',
      summary: 'The name or the id of a project in which the user holds a role, through a group too.',
    },
    created: { kind: 'time', summary: 'When it was created.' },
  },
  groups: {
    ...named,
    ...ofDomain,
    user: { kind: 'text', summary: 'The name or the id of a user in it.' },
  },
  roles: named,
  role_assignments: {
    user: { kind: 'text', summary: 'The name or the id of the user.' },
    group: { kind: 'text', summary: 'The name or the id of the group; of users in the place of their groups, theirs.' },
    role: { kind: 'text', summary: 'The name or the id of the role.' },
    scope: { kind: 'enum', summary: 'What it is granted on.', values: ['project', 'domain', 'system'] },
    project: { kind: 'text', summary: 'The name or the id of the project that it is granted on.' },
    domain: {
      kind: 'text',
      summary: 'The name or the id of the domain that it is granted on, or that the project of it is in.',
    },
  },
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

/** What the lists of identity can be sorted by; the first is what they are sorted by unless said otherwise. */
export const identitySortKeys = {
  domains: ['name', 'id', 'description', 'enabled'],
  projects: ['name', 'id', 'description', 'domain', 'parent', 'enabled', 'created_at'],
  users: ['name', 'id', 'description', 'domain', 'email', 'enabled', 'created_at'],
  groups: ['name', 'id', 'description', 'domain'],
  roles: ['name', 'id', 'description'],
  role_assignments: ['user', 'group', 'project', 'domain', 'role', 'scope'],
  application_credentials: ['name', 'id', 'description', 'project', 'unrestricted', 'expires_at'],
} as const satisfies Readonly<Record<SearchedList, readonly [string, ...string[]]>>

/** The order of a list of identity that nobody has said anything about. */
export const defaultOrder = (list: SearchedList): readonly SortOrder[] => {
  const keys: readonly string[] = identitySortKeys[list]
  return (list === 'role_assignments' ? keys : keys.slice(0, 1)).map((key) => ({ key, direction: 'asc' }))
}
