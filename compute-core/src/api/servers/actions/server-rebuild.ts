import { misfit } from '#domain/flavor/image-fit'
import { guestOptions } from '#domain/guest-options/guest-options'
import { newAdminPass } from '#domain/server/admin-pass'
import { refuseVirtualTpm } from '#domain/server/feature-blocks'
import { assertCan } from '#domain/server/lifecycle'
import type { Server } from '#domain/server/server'
import type { ImageSummary } from '#services/image/image-service'
import { invalid } from '#platform/errors'
import type { ImageId, ProjectId } from '#platform/ids'
import type { KeyPair } from '#store/key-pair-store'
import type { RebuildChanges } from '#domain/server/rebuild-changes'
import type { ImageChoice } from '#store/server-jobs'
import { beginRebuild } from '#store/server-rebuild'
import { getServer } from '#store/server-store'
import type { ComputeDeps } from '../../compute-deps.ts'
import { refuseLargeFiles } from '../../quotas/injected-files-quota.ts'
import { limitsOf } from '../../quotas/limits-of.ts'
import { refuseManyPairs } from '../../quotas/metadata-quota.ts'
import type { RouteResponse, RequestContext } from '../../route.ts'
import { choiceOf, imageFor, keyFor } from '../find-named.ts'
import { type RebuildRequest, rebuildBody } from '../read-rebuild.ts'
import { refuseFullQueue } from '../refuse-full-queue.ts'
import { refuseUnverifiable } from '../refuse-unverifiable.ts'
import { serverViewer } from '../server-viewer.ts'
import { viewServer } from '../view-server.ts'
import { namesOf, serverAction } from './server-action.ts'

/** Makes a server anew where it is, from another image if asked, under its id and with its addresses. */
export const rebuild = serverAction({
  ...namesOf('rebuild'),
  body: rebuildBody,
  async handle(api, context, server, asked) {
    assertCan(server, 'rebuild', context.caller.isAdmin)
    await refuseFullQueue(api, context)
    refuseVirtualTpm(server)
    const { changes, imageChoice } = await checkedChanges(api, context, server, asked)
    const adminPass = asked.adminPass ?? newAdminPass()
    const { requestId, caller } = context
    const request = { server, requestId, caller: { ...caller, projectId: caller.projectId ?? ('' as ProjectId) } }
    const params = {
      sealedAdminPass: api.seal.close(adminPass),
      ...imageChoice,
      keepEphemeral: asked.preserve_ephemeral ?? false,
      ...(asked.personality?.length && { injectedFiles: asked.personality }),
    }
    const job = await api.db.transaction().execute((trx) => beginRebuild(trx, request, changes, params))
    api.flows.dispatch(job)
    return answer(api, context, server, adminPass)
  },
})

/** What changes of the server, once all that the request names has been found to fit together. */
async function checkedChanges(
  api: ComputeDeps,
  context: RequestContext,
  server: Server,
  asked: RebuildRequest,
): Promise<{ changes: RebuildChanges; imageChoice: ImageChoice }> {
  if (asked.trusted_image_certificates) context.permit('os_compute_api:servers:rebuild:trusted_certs', server)
  const [image, key, limits] = await Promise.all([
    imageFor(api, context, asked.imageRef as ImageId),
    asked.key_name && keyFor(api, server.userId, asked.key_name),
    limitsOf(api, { projectId: server.projectId }),
  ])
  const why = misfit(server.flavor, image)
  if (why) throw invalid(why, 'imageRef')
  guestOptions({ flavor: server.flavor, imageProperties: image.properties })
  refuseUnverifiable(image, asked.trusted_image_certificates ?? server.trustedCerts)
  refuseManyPairs(limits, asked.metadata ?? {})
  refuseLargeFiles(limits, asked.personality ?? [])
  const imageChoice = await choiceOf(api, context, image, server)
  return { changes: changesOf(asked, image, key || undefined), imageChoice }
}

const changesOf = (asked: RebuildRequest, image: ImageSummary, key: KeyPair | undefined): RebuildChanges => ({
  imageId: image.id,
  imageProperties: image.properties,
  ...(asked.name !== undefined && { name: asked.name }),
  ...(asked.description !== undefined && { description: asked.description }),
  ...(asked.hostname !== undefined && { hostname: asked.hostname }),
  ...(asked.metadata !== undefined && { metadata: asked.metadata }),
  ...(asked.accessIPv4 !== undefined && { accessIpV4: asked.accessIPv4 }),
  ...(asked.accessIPv6 !== undefined && { accessIpV6: asked.accessIPv6 }),
  ...(asked['OS-DCF:diskConfig'] !== undefined && { diskConfig: asked['OS-DCF:diskConfig'] }),
  ...(asked.key_name !== undefined && { keyName: key?.name ?? null, keyData: key?.publicKey ?? null }),
  ...(asked.user_data !== undefined && { userData: asked.user_data }),
  ...(asked.trusted_image_certificates !== undefined && { trustedCerts: asked.trusted_image_certificates }),
})

async function answer(
  api: ComputeDeps,
  context: RequestContext,
  { id }: Server,
  adminPass: string,
): Promise<RouteResponse> {
  const view = viewServer(await getServer(api.db, id), serverViewer(api, context), 'rebuild')
  return {
    status: 202,
    headers: { Location: context.links.self(`/servers/${id}`) },
    body: { server: { ...view, adminPass } },
  }
}
