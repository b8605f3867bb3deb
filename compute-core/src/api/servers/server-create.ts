import { z } from 'zod'
import { randomBytes } from 'node:crypto'
import { newAdminPass } from '#domain/server/admin-pass'
import { hostnamesOf, namesOf } from '#domain/server/server-names'
import { forbidden } from '#platform/errors'
import { newId, type ProjectId, type ServerId } from '#platform/ids'
import type { NewServer } from '#store/server-creation'
import { described } from '#platform/service/read-as'
import { type RouteResponse, type RequestContext, routeWithBody } from '../route.ts'
import { checkNewServer, type CheckedServer, placedBy } from './check-new-server.ts'
import { newServerBody, type NewServerRequest, readNewServer } from './read-new-server.ts'
import { writeServers } from './write-servers.ts'
import { refuseFullQueue } from './refuse-full-queue.ts'
import { newServerSchema } from './server-schema.ts'

/** Makes servers: refuses early, writes their rows with their flows' jobs, and leaves the rest to server-create. */
export const serverCreate = routeWithBody('POST /servers', described(newServerBody, readNewServer), {
  rule: 'os_compute_api:servers:create',
  response: z.union([z.strictObject({ server: newServerSchema }), z.strictObject({ reservation_id: z.string() })]),
  success: 202,
  summary: 'Creates servers.',
  async handle(api, context, request) {
    const { projectId } = context.caller
    if (projectId === null) throw forbidden('The token is not scoped to a project. Request a project-scoped token.')
    await refuseFullQueue(api, context)
    const checked = await checkNewServer(api, context, request, projectId)
    const adminPass = request.server.adminPass ?? newAdminPass()
    const sealedAdminPass = api.seal.close(adminPass)
    const { servers, jobs } = await writeServers(api, {
      context,
      request,
      projectId,
      flavor: checked.flavor,
      groupId: checked.groupId,
      describe: (count) => describeServers({ context, request, projectId, checked }, count),
      params: {
        requestedNetworks: request.networks,
        sealedAdminPass,
        ...checked.imageChoice,
        ...(checked.requestedHost !== undefined && { requestedHost: checked.requestedHost }),
        ...(request.server.personality?.length && { injectedFiles: request.server.personality }),
      },
    })
    for (const job of jobs) api.flows.dispatch(job)
    context.note({ target: { kind: 'server', id: servers[0]!.id, name: servers[0]!.name } })
    return answer(context, request, servers[0]!, adminPass)
  },
})

interface Described {
  context: RequestContext
  request: NewServerRequest
  projectId: ProjectId
  checked: CheckedServer
}

function describeServers({ context, request, projectId, checked }: Described, count: number): NewServer[] {
  const { server } = request
  const ids = Array.from({ length: count }, () => newId<ServerId>())
  const names = namesOf(server.name, count)
  const hostnames = server.hostname === undefined ? hostnamesOf(server.name, ids) : [server.hostname]
  const reservationId = `r-${randomBytes(4).toString('hex')}`
  return ids.map((id, launchIndex) => ({
    id,
    launchIndex,
    reservationId,
    projectId,
    userId: context.caller.userId,
    name: names[launchIndex]!,
    hostname: hostnames[launchIndex]!,
    ...common(request, checked),
  }))
}

/** What all servers of one request have in common. */
const common = (request: NewServerRequest, checked: CheckedServer) => ({
  ...placedBy(request, checked),
  ...keptOf(request, checked),
})

const keptOf = ({ server }: NewServerRequest, { flavor, image, key }: CheckedServer) => ({
  description: server.description ?? null,
  imageId: image.id,
  flavorId: flavor.id,
  keyName: key?.name ?? null,
  keyData: key?.publicKey ?? null,
  metadata: server.metadata ?? {},
  tags: [...new Set(server.tags)],
  userData: server.user_data ?? null,
  configDrive: server.config_drive ?? false,
  accessIpV4: server.accessIPv4 ?? null,
  accessIpV6: server.accessIPv6 ?? null,
  diskConfig: server['OS-DCF:diskConfig'] ?? ('MANUAL' as const),
  trustedCerts: server.trusted_image_certificates ?? null,
})

function answer(
  { links }: RequestContext,
  { server: asked }: NewServerRequest,
  server: NewServer,
  adminPass: string,
): RouteResponse {
  const path = `/servers/${server.id}`
  if (asked.return_reservation_id) return { status: 202, body: { reservation_id: server.reservationId } }
  return {
    status: 202,
    headers: { Location: links.self(path) },
    body: {
      server: {
        id: server.id,
        links: links.both(path),
        'OS-DCF:diskConfig': server.diskConfig,
        security_groups: (asked.security_groups ?? [{ name: 'default' }]).map(({ name = 'default' }) => ({ name })),
        adminPass,
      },
    },
  }
}
