import { z } from 'zod'
import { type ServerGroup, serverGroupPolicies } from '#domain/server-group/server-group'
import { forbidden, invalid, notFound } from '#platform/errors'
import type { Fields } from '#platform/microversion/history'
import { newId, type ServerGroupId } from '#platform/ids'
import { deleteServerGroup, findServerGroup, insertServerGroup, listServerGroups } from '#store/server-group-store'
import type { ComputeDeps } from '../compute-deps.ts'
import { integerField, limitValue, nameField } from '../fields.ts'
import type { Rule } from '../policy.ts'
import { limitsOf } from '../quotas/limits-of.ts'
import { parseBody } from '../read-as.ts'
import { type Ask, route, routeWithBody } from '../route.ts'
import { serverGroupHistory } from './server-group-history.ts'

const newGroup = z.strictObject({
  name: nameField,
  policy: z.enum(serverGroupPolicies),
  rules: z.strictObject({ max_server_per_host: integerField(1).optional() }).optional(),
})

function readGroup(body: unknown, ask: Ask): z.output<typeof newGroup> {
  const { server_group } = parseBody(z.strictObject({ server_group: z.looseObject({}) }), body, ask.legacy)
  const group = parseBody(newGroup, serverGroupHistory.upgradeRequest(ask.version, server_group), ask.legacy)
  if (group.rules && Object.keys(group.rules).length > 0 && group.policy !== 'anti-affinity')
    throw invalid('Only anti-affinity policy supports rules. Leave rules out, or take that policy.', 'rules')
  return group
}

const viewGroup = (group: ServerGroup, ask: Ask): Fields =>
  serverGroupHistory.downgradeView(
    ask.version,
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

async function ownGroup({ db }: ComputeDeps, ask: Ask, rule: Rule): Promise<ServerGroup> {
  const id = ask.params['group']!
  const group = await findServerGroup(db, id)
  if (!group || !(ask.caller.isAdmin || group.projectId === ask.caller.projectId)) throw notFound('Instance group', id)
  ask.permit(rule, group)
  return group
}

/** The part of the list that is asked for: these lists count instead of naming a marker, and a limit of 0 is none. */
function partOf({ config }: ComputeDeps, { query }: Ask): { limit: number; offset: number } {
  const limit = Number(query.one('limit') ?? 0) || config.max_limit
  return { limit: Math.min(limit, config.max_limit), offset: Math.min(Number(query.one('offset') ?? 0), 2 ** 31) }
}

/** Groups of servers that want to run together, or apart. */
export const serverGroupRoutes = [
  route('GET /os-server-groups', {
    rule: 'os_compute_api:os-server-groups:index',
    query: {
      closedSince: '2.75',
      parameters: { all_projects: {}, limit: { value: limitValue }, offset: { value: limitValue } },
    },
    async handle(api, ask) {
      const seesAll = ask.query.has('all_projects') && ask.may('os_compute_api:os-server-groups:index:all_projects')
      const projectId = seesAll ? undefined : (ask.caller.projectId ?? '')
      const groups = await listServerGroups(api.db, { projectId, ...partOf(api, ask) })
      return { body: { server_groups: groups.map((group) => viewGroup(group, ask)) } }
    },
  }),
  routeWithBody('POST /os-server-groups', readGroup, {
    rule: 'os_compute_api:os-server-groups:create',
    async handle(api, ask, { name, policy, rules }) {
      const { projectId, userId } = ask.caller
      if (projectId === null) throw forbidden('The token is for no project. Get one that is.')
      const maxServerPerHost = rules?.max_server_per_host ?? null
      const group = { id: newId<ServerGroupId>(), projectId, userId, name, policy, maxServerPerHost, memberIds: [] }
      const [ofProject, ofUser] = await Promise.all([
        limitsOf(api, { projectId }),
        limitsOf(api, { projectId, userId }),
      ])
      await insertServerGroup(api.db, group, { project: ofProject.server_groups, user: ofUser.server_groups })
      return { body: { server_group: viewGroup(group, ask) } }
    },
  }),
  route('GET /os-server-groups/:group', {
    async handle(api, ask) {
      const group = await ownGroup(api, ask, 'os_compute_api:os-server-groups:show')
      return { body: { server_group: viewGroup(group, ask) } }
    },
  }),
  route('DELETE /os-server-groups/:group', {
    async handle(api, ask) {
      const { id } = await ownGroup(api, ask, 'os_compute_api:os-server-groups:delete')
      await deleteServerGroup(api.db, id)
      return { status: 204 }
    },
  }),
]
