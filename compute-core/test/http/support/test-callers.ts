import type { Authenticate, Caller } from '#platform/http/caller'
import { newHexId, type ProjectId, type UserId } from '#platform/ids'

/** What a caller is who has the role reader on the whole system. */
export const aSystemReader = {
  userName: 'rita',
  projectId: null,
  projectName: null,
  projectDomainId: null,
  systemScope: true,
  roles: ['reader'],
  isAdmin: false,
  seesAll: true,
} as const satisfies Partial<Caller>

/**
 * The callers that `service-suite.ts` speaks of, by their tokens: `admin` `member` `reader` `roleless` of one project, `other` of
 * another, `systemReader` of none.
 */
export function testCallers(project = newHexId<ProjectId>(), user = newHexId<UserId>()) {
  const caller = (roles: readonly string[], what: Partial<Caller> = {}): Caller => ({
    userId: newHexId<UserId>(),
    userName: 'ann',
    domain: { id: 'default', name: 'Default' },
    projectId: project,
    projectName: 'demo',
    projectDomainId: 'default',
    systemScope: false,
    roles,
    isAdmin: roles.includes('admin'),
    seesAll: roles.includes('admin'),
    ...what,
  })
  const callers: Readonly<Record<string, Caller>> = {
    admin: caller(['admin', 'manager', 'member', 'reader']),
    member: caller(['member', 'reader'], { userId: user }),
    reader: caller(['reader']),
    other: caller(['member', 'reader'], {
      projectId: newHexId<ProjectId>(),
      domain: { id: 'other', name: 'Other' },
      projectDomainId: 'other',
    }),
    roleless: caller([]),
    systemReader: caller(['reader'], { ...aSystemReader, userId: newHexId<UserId>() }),
  }
  const authenticate: Authenticate = async (token) => (Object.hasOwn(callers, token) ? callers[token] : undefined)
  return { project, user, callers, authenticate }
}
