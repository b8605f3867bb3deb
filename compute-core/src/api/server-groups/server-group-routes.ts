import { z } from 'zod'
import { serverGroupKeys } from '#domain/server-group/server-group-keys'
import { type ServerGroup, serverGroupPolicies } from '#domain/server-group/server-group'
import { forbidden, invalid, notFound } from '#platform/errors'
import type { Fields } from '#platform/service/history'
import { newId, type ServerGroupId } from '#platform/ids'
import {
  countGroupsFound,
  deleteServerGroup,
  findServerGroup,
  insertServerGroup,
  listServerGroups,
  serverGroupSortKeys,
} from '#store/server-group-store'
import { withAccountsNamed } from '../accounts-named.ts'
import type { ComputeDeps } from '../compute-deps.ts'
import { integerField, limitValue, nameField } from '#platform/service/fields'
import { sortOf, sortParameters } from '#platform/service/list-query/list-sort'
import { countHeader, searchParameters, termsOf, wantsCount } from '#platform/service/list-query/list-search'
import type { Rule } from '../policy.ts'
import { limitsOf } from '../quotas/limits-of.ts'
import { described, parseBody } from '#platform/service/read-as'
import { type RequestContext, route, routeWithBody } from '../route.ts'
import { serverGroupHistory } from './server-group-history.ts'
import { serverGroupSchema } from './server-group-schema.ts'

const newGroup = z.strictObject({
  name: nameField,
  policy: z.enum(serverGroupPolicies),
  rules: z.strictObject({ max_server_per_host: integerField(1).optional() }).optional(),
})

function readGroup(body: unknown, context: RequestContext): z.output<typeof newGroup> {
  const { server_group } = parseBody(z.strictObject({ server_group: z.looseObject({}) }), body, context.legacy)
  const group = parseBody(newGroup, serverGroupHistory.upgradeRequest(context.version, server_group), context.legacy)
  if (group.rules && Object.keys(group.rules).length > 0 && group.policy !== 'anti-affinity')
    throw invalid('Only anti-affinity policy supports rules. Leave rules out, or take that policy.', 'rules')
  return group
}

const viewGroup = (group: ServerGroup, context: RequestContext): Fields =>
  serverGroupHistory.downgradeView(
    context.version,
    {
      id: group.id,
      name: group.name,
      policy: group.policy,
      rules: group.maxServerPerHost === null ? {} : { max_server_per_host: group.maxServerPerHost },
      members: group.memberIds,
      project_id: group.projectId,
      user_id: group.userId,
    },
    undefined,
  )

async function ownGroup({ db }: ComputeDeps, context: RequestContext, rule: Rule): Promise<ServerGroup> {
  const id = context.params['group']!
  const group = await findServerGroup(db, id)
  if (!group || !(context.caller.seesAll || group.projectId === context.caller.projectId))
    throw notFound('Instance group', id)
  context.permit(rule, group)
  return group
}

/** The part of the list that is asked for: these lists count instead of naming a marker, and a limit of 0 is none. */
function partOf({ config }: ComputeDeps, { query }: RequestContext): { limit: number; offset: number } {
  const limit = Number(query.one('limit') ?? 0) || config.max_limit
  return { limit: Math.min(limit, config.max_limit), offset: Math.min(Number(query.one('offset') ?? 0), 2 ** 31) }
}

/** Groups of servers that want to run together, or apart. */
export const serverGroupRoutes = [
  route('GET /os-server-groups', {
    rule: 'os_compute_api:os-server-groups:index',
    query: {
      closedSince: '2.75',
      parameters: {
        all_projects: {},
        limit: { value: limitValue },
        offset: { value: limitValue },
        ...sortParameters(serverGroupSortKeys),
        ...searchParameters(serverGroupKeys),
      },
    },
    response: z.strictObject({ server_groups: z.array(serverGroupSchema) }),
    summary: 'Lists server groups.',
    async handle(api, context) {
      const seesAll =
        context.query.has('all_projects') && context.may('os_compute_api:os-server-groups:index:all_projects')
      const projectId = seesAll ? undefined : (context.caller.projectId ?? '')
      const asked = termsOf(context, serverGroupKeys, context.caller.seesAll)
      const filter = { projectId, terms: await withAccountsNamed(api.identity, asked) }
      const [groups, total] = await Promise.all([
        listServerGroups(api.db, { ...filter, ...partOf(api, context), order: sortOf(context, []) }),
        wantsCount(context) ? countGroupsFound(api.db, filter) : undefined,
      ])
      return { headers: countHeader(total), body: { server_groups: groups.map((group) => viewGroup(group, context)) } }
    },
  }),
  routeWithBody('POST /os-server-groups', described(z.strictObject({ server_group: newGroup }), readGroup), {
    rule: 'os_compute_api:os-server-groups:create',
    response: z.strictObject({ server_group: serverGroupSchema }),
    summary: 'Creates a server group.',
    async handle(api, context, { name, policy, rules }) {
      const { projectId, userId } = context.caller
      if (projectId === null) throw forbidden('The token is not scoped to a project. Request a project-scoped token.')
      const maxServerPerHost = rules?.max_server_per_host ?? null
      const group = { id: newId<ServerGroupId>(), projectId, userId, name, policy, maxServerPerHost, memberIds: [] }
      await insertServerGroup(api.db, group, async (db) => {
        const ofProject = await limitsOf({ ...api, db }, { projectId })
        const ofUser = await limitsOf({ ...api, db }, { projectId, userId })
        return { project: ofProject.server_groups, user: ofUser.server_groups }
      })
      return { body: { server_group: viewGroup(group, context) } }
    },
  }),
  route('GET /os-server-groups/:group', {
    response: z.strictObject({ server_group: serverGroupSchema }),
    summary: 'Shows a server group.',
    async handle(api, context) {
      const group = await ownGroup(api, context, 'os_compute_api:os-server-groups:show')
      return { body: { server_group: viewGroup(group, context) } }
    },
  }),
  route('DELETE /os-server-groups/:group', {
    success: 204,
    summary: 'Deletes a server group.',
    async handle(api, context) {
      const { id } = await ownGroup(api, context, 'os_compute_api:os-server-groups:delete')
      await deleteServerGroup(api.db, id)
      return { status: 204 }
    },
  }),
]
