import { assertCan } from '#domain/server/lifecycle'
import type { Server } from '#domain/server/server'
import { snapshotImage } from '#domain/server/snapshot-image'
import { overQuota } from '#platform/errors'
import { asFault } from '#platform/http/as-fault'
import { idOfRequest, type ImageId } from '#platform/ids'
import type { ComputeDeps } from '../../compute-deps.ts'
import { limitsOf } from '../../quotas/limits-of.ts'
import type { RouteResponse, RequestContext } from '../../route.ts'
import { refuseFullQueue } from '../refuse-full-queue.ts'

/** An image that somebody wants of a server. */
export interface WantedSnapshot {
  name: string
  imageType: 'snapshot' | 'backup'
  said: Readonly<Record<string, string>>
}

/**
 * Makes the image that waits for the server's disk, and has `begin` begin the action that fills it; without the one there is not the other.
 * The image has the id of the request: the run of many servers asks again under the same one after a restart, or where it is put off.
 */
export async function beginSnapshot(
  api: Pick<ComputeDeps, 'images' | 'flows' | 'config'>,
  context: Pick<RequestContext, 'caller' | 'requestId'>,
  server: Server,
  action: 'createImage' | 'createBackup' | 'shelve',
  wanted: WantedSnapshot,
  begin: (imageId: ImageId) => Promise<unknown>,
): Promise<ImageId> {
  assertCan(server, action, context.caller.isAdmin)
  await refuseFullQueue(api, context)
  const { imageId, isNew } = await createImageOf(api, context, server, wanted)
  try {
    await begin(imageId)
  } catch (error) {
    // What was there already, an action of before may be filling.
    if (isNew && !isToBeAskedAgain(error)) await api.images.remove(imageId)
    throw error
  }
  return imageId
}

/** No image ever has the id of one that was deleted: it stays for who asks again, and where nobody does, the reconciler unfinished-snapshots deletes it. */
const isToBeAskedAgain = (error: unknown): boolean => asFault(error as Error).retryAfterSeconds !== undefined

async function createImageOf(
  api: Pick<ComputeDeps, 'images'>,
  { caller, requestId }: Pick<RequestContext, 'caller' | 'requestId'>,
  server: Server,
  wanted: WantedSnapshot,
) {
  // Only what its project may still know of the image goes into the new one.
  const base = server.imageId === null ? undefined : await api.images.findFor(server.imageId, server.projectId)
  const { userId, userName, roles } = caller
  const maker = { userId, userName, roles, projectName: caller.projectName ?? '' }
  const { imageType, said, name } = wanted
  const imageId = idOfRequest<ImageId>(requestId)
  const isNew = await api.images.create({
    id: imageId,
    projectId: server.projectId,
    name,
    containerFormat: base?.containerFormat ?? 'bare',
    ...snapshotImage(server, base, { imageType, maker, said }),
  })
  return { imageId, isNew }
}

/** Refuses more metadata than an image may have; Nova has left that to the image service since 2.39. */
export async function checkImageMetadata(
  api: ComputeDeps,
  context: RequestContext,
  said: Readonly<Record<string, string>>,
) {
  if (context.since('2.39')) return
  const { metadata_items: max } = await limitsOf(api, { projectId: context.caller.projectId ?? '' })
  const pairs = Object.keys(said).length
  if (max >= 0 && pairs > max) throw overQuota(`An image has at most ${max} pairs of metadata, ${pairs} were sent.`)
}

/** Tells of the image in the body, or before 2.45 where it is. */
export const toldOf = ({ since, links }: RequestContext, imageId: ImageId): RouteResponse =>
  since('2.45')
    ? { status: 202, body: { image_id: imageId } }
    : { status: 202, headers: { location: `${links.origin}/image/v2/images/${imageId}` } }
