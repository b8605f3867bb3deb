import { queryOptions } from '@tanstack/react-query'
import { listQuery, type ListRequest, type QueryKeyWords } from '#list/descriptor'
import { type Fields, pageOfRows } from '#list/rows-at-hand'
import { api } from '#shared/api'
import { RefusalError, type Bff } from '#shared/bff'
import type { Named } from '#shared/roles-query'
import { t } from '#ui/i18n'

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
    queryKey: [bff.scope, 'members', projectId],
    queryFn: async ({ signal }): Promise<Member[] | null> => {
      const path = `/kilonova/projects/${encodeURIComponent(projectId)}/role_assignments`
      try {
        return membersIn(await api(bff).read<Assignments>('identity', path, { signal }))
      } catch (error) {
        if (error instanceof RefusalError && error.status === 403) return null
        throw error
      }
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })

/** What members are searched by. */
export const memberKeys: QueryKeyWords = {
  name: { kind: 'text', summary: t('The name of the user or the group.') },
  role: { kind: 'text', summary: t('A role that they have in the project.') },
  kind: { kind: 'enum', summary: t('Whether it is one person or a group of them.'), values: ['user', 'group'] },
  domain: { kind: 'text', summary: t('The domain that they belong to.') },
  id: { kind: 'id', summary: t('The ID of the user or the group.') },
}

const memberFields: Fields<Member> = {
  keys: {
    name: ({ name }) => [name],
    role: ({ roles }) => roles.map(({ name }) => name),
    kind: ({ kind }) => [kind],
    domain: ({ domain }) => [domain.name],
    id: ({ id }) => [id],
  },
  textIn: ['name', 'id'],
}

/** One page of who has which roles in the project. The API gives assignments all at once: pages are made of them here. */
export const membersPageQuery = (bff: Bff, projectId: string, request: ListRequest) =>
  listQuery<Member>({
    queryKey: [bff.scope, 'members', projectId, request],
    queryFn: async ({ client }) =>
      // Turning pages asks nobody; what has changed is asked for again, since the members are stale then.
      pageOfRows(
        (await client.fetchQuery({ ...membersQuery(bff, projectId), staleTime: 30_000 })) ?? [],
        request,
        memberFields,
      ),
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
