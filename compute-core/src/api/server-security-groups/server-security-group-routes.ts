import { z } from 'zod'
import type { Server } from '#domain/server/server'
import { notFound } from '#platform/errors'
import type { ComputeDeps } from '../compute-deps.ts'
import { type ShownGroup, viewGroup } from '../network-proxies/security-group-routes.ts'
import { groupsOf, isNamed } from './groups-of.ts'
import { type RequestContext, route } from '../route.ts'
import { serverAction } from '../servers/actions/server-action.ts'
import { callPeer } from '../peer-service.ts'
import { ownServer } from '../servers/find-own-server.ts'
import { securityGroupSchema } from './security-group-schema.ts'

/** The group that a request names, by its name or id. */
async function groupNamed(
  api: ComputeDeps,
  context: RequestContext,
  server: Server,
  word: string,
): Promise<ShownGroup> {
  const groups = await groupsOf(api, context, server)
  const group = groups.find(isNamed(word))
  if (!group) throw notFound('Security group', word)
  return group
}

/** Puts the ports into the group, or takes them out of it: the network service says who may, and tells their host. */
async function setGroups(
  { peers }: ComputeDeps,
  context: RequestContext,
  ports: readonly { portId: string }[],
  groups: readonly string[],
): Promise<void> {
  for (const { portId } of ports)
    await callPeer(peers.network, context, {
      line: `PUT /v2.0/ports/${portId}`,
      body: { port: { security_groups: groups } },
      about: { what: 'Port', id: portId },
    })
}

/** Whether the port is in its project's group `default`. */
const isInGroup = ({ filter = 'open' }: { filter?: string }) => filter === 'open'

const named = z.strictObject({ name: z.string().min(1) })

/** Puts a server's ports into a group; twice is once. A port without port security is in none, as in Nova. */
export const addSecurityGroup = serverAction({
  name: 'addSecurityGroup',
  rule: 'os_compute_api:os-security-groups:add',
  body: named,
  async handle(api, context, server, { name }) {
    const group = await groupNamed(api, context, server, name)
    const ports = await api.networks.portsOf(server.id)
    if (ports.length === 0) throw notFound('A port of the server', server.id)
    const outside = ports.filter(({ filter }) => filter === 'closed')
    await setGroups(api, context, outside, [group.id])
    return { status: 202 }
  },
})

/** Takes a server's ports out of a group; one that is in none has its lease and nothing else. */
export const removeSecurityGroup = serverAction({
  name: 'removeSecurityGroup',
  rule: 'os_compute_api:os-security-groups:remove',
  body: named,
  async handle(api, context, server, { name }) {
    const group = await groupNamed(api, context, server, name)
    const inside = (await api.networks.portsOf(server.id)).filter(isInGroup)
    if (inside.length === 0) throw notFound(`Security group ${group.name} of instance`, server.id)
    await setGroups(api, context, inside, [])
    return { status: 202 }
  },
})

/** The security groups of one server. */
export const serverSecurityGroupRoutes = [
  route('GET /servers/:server/os-security-groups', {
    response: z.strictObject({ security_groups: z.array(securityGroupSchema) }),
    summary: 'Lists the security groups of a server.',
    async handle(api, context) {
      const server = await ownServer(api, context, 'os_compute_api:os-security-groups:list')
      const groups = (await api.networks.portsOf(server.id)).some(isInGroup) ? await groupsOf(api, context, server) : []
      return { body: { security_groups: groups.map(viewGroup) } }
    },
  }),
]
