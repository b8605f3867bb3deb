import { z } from 'zod'
import type { Server } from '#domain/server/server'
import { conflict, notFound } from '#platform/errors'
import type { ComputeDeps } from '../compute-deps.ts'
import { askNeighbour } from '../neighbour.ts'
import { type ShownGroup, viewGroup } from '../network-proxies/security-group-routes.ts'
import { type Ask, route } from '../route.ts'
import { serverAction } from '../servers/actions/server-action.ts'
import { ownServer } from '../servers/find-own-server.ts'

/** The groups of the server's project, as the network service has them: every port is in all of them, for there is one. */
async function groupsOf({ neighbours }: ComputeDeps, ask: Ask, { projectId }: Server): Promise<ShownGroup[]> {
  const errand = { line: `GET /v2.0/security-groups?project_id=${encodeURIComponent(projectId)}` }
  return ((await askNeighbour(neighbours.network, ask, errand)) as { security_groups: ShownGroup[] }).security_groups
}

/** The group that a request names, by its name or id. */
async function groupNamed(api: ComputeDeps, ask: Ask, server: Server, word: string): Promise<ShownGroup> {
  const groups = await groupsOf(api, ask, server)
  const group = groups.find(({ id, name }) => id === word || name === word)
  if (!group) throw notFound('Security group', word)
  if (server.networkInfo.length === 0) throw notFound('A port of the server', server.id)
  return group
}

const named = z.strictObject({ name: z.string().min(1) })

/** Puts a server's ports into a group; every port is in its project's only one already, and twice is once. */
export const addSecurityGroup = serverAction({
  name: 'addSecurityGroup',
  rule: 'os_compute_api:os-security-groups:add',
  body: named,
  async handle(api, ask, server, { name }) {
    await groupNamed(api, ask, server, name)
    return { status: 202 }
  },
})

/** Takes a server's ports out of a group: not out of the last one, without which the network service has no ports. */
export const removeSecurityGroup = serverAction({
  name: 'removeSecurityGroup',
  rule: 'os_compute_api:os-security-groups:remove',
  body: named,
  async handle(api, ask, server, { name }) {
    const group = await groupNamed(api, ask, server, name)
    throw conflict(
      `The ports of instance ${server.id} cannot leave security group ${group.name}.`,
      'It is the only one of the project, and every port is in one.',
    )
  },
})

/** The security groups of one server. */
export const serverSecurityGroupRoutes = [
  route('GET /servers/:server/os-security-groups', {
    async handle(api, ask) {
      const server = await ownServer(api, ask, 'os_compute_api:os-security-groups:list')
      const groups = server.networkInfo.length === 0 ? [] : await groupsOf(api, ask, server)
      return { body: { security_groups: groups.map(viewGroup) } }
    },
  }),
]
