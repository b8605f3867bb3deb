import type { Authenticate, Caller } from '#platform/http/caller'
import { newHexId, type ProjectId, type UserId } from '#platform/ids'

/** The callers that `service-suite.ts` speaks of, by their tokens: `admin` `member` `reader` `roleless` of one project, `other` of another. */
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
  }
  const authenticate: Authenticate = async (token) => (Object.hasOwn(callers, token) ? callers[token] : undefined)
  return { project, user, callers, authenticate }
}
