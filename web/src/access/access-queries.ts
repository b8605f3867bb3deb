import { queryOptions } from '@tanstack/react-query'
import { api } from '#shared/api'
import { RefusalError, type Bff } from '#shared/bff'

interface Named {
  id: string
  name: string
}

/** Somebody who has roles in a project, or a group of people. */
export interface Member {
  kind: 'user' | 'group'
  id: string
  name: string
  domain: Named
  roles: readonly Named[]
}

interface Assignments {
  role_assignments: {
    role: Named
    user?: Named & { domain: Named }
    group?: Named & { domain: Named }
  }[]
}

/** Who has which roles in the project; null where the person may not see it. */
export const membersQuery = (bff: Bff, projectId: string) =>
  queryOptions({
    queryKey: [bff.scope, 'members'],
    queryFn: async ({ signal }): Promise<Member[] | null> => {
      const path = `/role_assignments?scope.project.id=${encodeURIComponent(projectId)}&include_names=true`
      try {
        return membersIn(await api(bff).read<Assignments>('identity', path, { signal }))
      } catch (error) {
        if (error instanceof RefusalError && error.status === 403) return null
        throw error
      }
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })

/** Assignments by whom they are to: users first, each by name. */
export function membersIn({ role_assignments: assignments }: Assignments): Member[] {
  const members = new Map<string, Member & { roles: Named[] }>()
  for (const { role, user, group } of assignments) {
    const who = user ?? group
    if (!who) continue
    const kind = user ? 'user' : 'group'
    const key = `${kind} ${who.id}`
    const { id, name, domain } = who
    const member = members.get(key) ?? { kind, id, name, domain, roles: [] }
    member.roles.push({ id: role.id, name: role.name })
    members.set(key, member)
  }
  const byName = (a: Named, b: Named) => a.name.localeCompare(b.name)
  return [...members.values()]
    .map((member) => ({ ...member, roles: member.roles.toSorted(byName) }))
    .toSorted((a, b) => b.kind.localeCompare(a.kind) || byName(a, b))
}

/** The roles that can be given; null where the person may give none. */
export const rolesQuery = (bff: Bff) =>
  queryOptions({
    queryKey: [bff.scope, 'roles'],
    queryFn: async ({ signal }): Promise<Named[] | null> => {
      try {
        return (await api(bff).read<{ roles: Named[] }>('identity', '/roles', { signal })).roles
      } catch (error) {
        if (error instanceof RefusalError && error.status === 403) return null
        throw error
      }
    },
    meta: { staleAfter: [] },
  })

/** Users or groups whose names have `text` in them. */
export const candidatesQuery = (bff: Bff, kind: Member['kind'], text: string) =>
  queryOptions({
    queryKey: [bff.scope, 'candidates', kind, text],
    queryFn: async ({ signal }): Promise<(Named & { domain_id: string })[]> => {
      const path = `/${kind}s?name__icontains=${encodeURIComponent(text)}`
      const found = await api(bff).read<Record<string, (Named & { domain_id: string })[]>>('identity', path, { signal })
      return found[`${kind}s`]!.slice(0, mostCandidates)
    },
    enabled: text.length > 0,
    meta: { staleAfter: [] },
  })

const mostCandidates = 20

/** The address of a role that somebody has in a project. */
export const grantPath = (projectId: string, { kind, id }: Pick<Member, 'kind' | 'id'>, roleId: string): string =>
  ['', 'projects', projectId, `${kind}s`, id, 'roles', roleId].map(encodeURIComponent).join('/')
