import { z } from 'zod'
import type { AssignmentRow } from '../store/grant-store.ts'
import type { RequestContext } from './route.ts'

const ref = z.strictObject({ id: z.string(), name: z.string().optional() })
const inDomain = ref.extend({ domain: ref.optional() })

/** A grant as Keystone shows it; with names where they are asked for. */
export const assignmentView = z.strictObject({
  role: inDomain,
  user: inDomain.optional(),
  group: inDomain.optional(),
  scope: z.union([
    z.strictObject({ project: inDomain }),
    z.strictObject({ domain: ref }),
    z.strictObject({ system: z.strictObject({ all: z.literal(true) }) }),
  ]),
  links: z.strictObject({ assignment: z.string(), membership: z.string().optional() }),
})

export type AssignmentView = z.output<typeof assignmentView>

/** `row` as Keystone shows it. */
export function viewAssignment({ links }: RequestContext, row: AssignmentRow, named: boolean) {
  const withNames = (names: object) => (named ? names : {})
  const domainOf = (id: string | null, name: string | null) => (id === null ? {} : { domain: { id, name } })
  const { path, scope } = scopeOf()
  const groupId = row.via_group_id ?? row.group_id
  const holder = groupId === null ? `users/${row.user_id}` : `groups/${groupId}`
  return {
    role: {
      id: row.role_id,
      ...withNames({ name: row.role_name, ...domainOf(row.role_domain_id, row.role_domain_name) }),
    },
    ...(row.user_id !== null && {
      user: {
        id: row.user_id,
        ...withNames({ name: row.user_name, ...domainOf(row.user_domain_id, row.user_domain_name) }),
      },
    }),
    ...(row.group_id !== null && {
      group: {
        id: row.group_id,
        ...withNames({ name: row.group_name, ...domainOf(row.group_domain_id, row.group_domain_name) }),
      },
    }),
    scope,
    links: {
      assignment: links.self(`/v3${path}/${holder}/roles/${row.role_id}`),
      ...(row.via_group_id !== null && {
        membership: links.self(`/v3/groups/${row.via_group_id}/users/${row.user_id}`),
      }),
    },
  }

  function scopeOf() {
    if (row.on_system) return { path: '/system', scope: { system: { all: true } } }
    if (row.domain_id !== null)
      return {
        path: `/domains/${row.domain_id}`,
        scope: { domain: { id: row.domain_id, ...withNames({ name: row.domain_name }) } },
      }
    const projectDomain = domainOf(row.project_domain_id, row.project_domain_name)
    return {
      path: `/projects/${row.project_id}`,
      scope: { project: { id: row.project_id, ...withNames({ name: row.project_name, ...projectDomain }) } },
    }
  }
}
