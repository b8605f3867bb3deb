import { z } from 'zod'
import { misfit } from '#domain/flavor/image-fit'
import { guestOptions } from '#domain/guest-options/guest-options'
import { newAdminPass } from '#domain/server/admin-pass'
import { refuseVirtualTpm } from '#domain/server/feature-blocks'
import { assertCan } from '#domain/server/lifecycle'
import { rescueDevice } from '#domain/server/rescue-device'
import type { Server } from '#domain/server/server'
import type { ImageSummary } from '#services/image/image-service'
import { invalid } from '#platform/errors'
import type { ImageId } from '#platform/ids'
import type { ComputeDeps } from '../../compute-deps.ts'
import type { ImageChoice } from '#store/server-jobs'
import { uuidField } from '#platform/service/fields'
import type { RequestContext } from '../../route.ts'
import { bootable, choiceOf, imageFor } from '../find-named.ts'
import { beginServerAction, namesOf, serverAction } from './server-action.ts'

const field = 'rescue_image_ref'

/** Starts a server from another image, with its own disks beside it, and tells the administrator's password there. */
export const rescue = serverAction({
  ...namesOf('rescue'),
  body: z.strictObject({ adminPass: z.string().optional(), [field]: uuidField.optional() }).nullable(),
  async handle(api, context, server, input) {
    assertCan(server, 'rescue', context.caller.isAdmin)
    refuseVirtualTpm(server)
    const { image, ...imageChoice } = await rescueImage(api, context, server, input?.[field] as ImageId | undefined)
    assertRescues(image, server)
    const adminPass = input?.adminPass ?? newAdminPass()
    const params = { imageId: image.id, ...imageChoice, sealedAdminPass: api.seal.close(adminPass) }
    await beginServerAction(api, context, server, 'rescue', params)
    return { body: { adminPass } }
  },
})

/** The image that was asked for, else the cloud's own for this, else the server's. */
async function rescueImage(
  api: ComputeDeps,
  context: RequestContext,
  server: Server,
  asked: ImageId | undefined,
): Promise<{ image: ImageSummary } & ImageChoice> {
  if (server.imageId === null) throw invalid('A server that boots from a volume cannot be rescued here.')
  if (asked !== undefined) {
    const image = await imageFor(api, context, asked, field)
    return { image, ...(await choiceOf(api, context, image, { ...server, field })) }
  }
  const ofCloud = api.config.rescue_image_id as ImageId | undefined
  const id = ofCloud ?? server.imageId
  // Nobody has to see what the cloud has chosen. What the server was made from may belong to somebody else by now.
  const image = await (ofCloud ? api.images.find(ofCloud) : api.images.findFor(id, server.projectId))
  if (!image)
    throw invalid(`Image ${id} is gone, or not visible any more: name another one to rescue with in ${field}.`, field)
  return { image: bootable(image, field), ...(ofCloud && { anyImage: true }) }
}

/** Refuses an image that no rescue of this server could boot. The disk that it becomes is of its own size. */
function assertRescues(image: ImageSummary, { flavor }: Server): void {
  const why = misfit({ ...flavor, diskGb: 0 }, image)
  if (why) throw invalid(why, field)
  const keepsDevices = rescueDevice(image.properties) !== undefined
  if (!keepsDevices) guestOptions({ flavor, imageProperties: image.properties })
}
