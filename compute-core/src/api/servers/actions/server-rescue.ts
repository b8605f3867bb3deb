import { z } from 'zod'
import { misfit } from '#domain/flavor/image-fit'
import { guestOptions } from '#domain/guest-options/guest-options'
import { newAdminPass } from '#domain/server/admin-pass'
import { refuseVirtualTpm } from '#domain/server/feature-blocks'
import { assertCan } from '#domain/server/lifecycle'
import { rescueDevice } from '#domain/server/rescue-device'
import type { Server } from '#domain/server/server'
import type { ImageSummary } from '#companions/image/image-service'
import { invalid } from '#platform/errors'
import type { ImageId } from '#platform/ids'
import type { ServerRescueParams } from '#store/server-wishes'
import type { ComputeDeps } from '../../compute-deps.ts'
import { uuidField } from '../../fields.ts'
import type { Ask } from '../../route.ts'
import { bootable, imageFor } from '../find-named.ts'
import { beginServerAction, serverAction } from './server-action.ts'

const field = 'rescue_image_ref'

/** Starts a server from another image, with its own disks beside it, and tells the administrator's password there. */
export const rescue = serverAction({
  name: 'rescue',
  rule: 'os_compute_api:os-rescue',
  body: z.strictObject({ adminPass: z.string().optional(), [field]: uuidField.optional() }).nullable(),
  async handle(api, ask, server, told) {
    assertCan(server, 'rescue', ask.caller.isAdmin)
    refuseVirtualTpm(server)
    const image = await rescueImage(api, ask, server, told?.[field] as ImageId | undefined)
    assertRescues(image, server)
    const adminPass = told?.adminPass ?? newAdminPass()
    const params = { imageId: image.id, sealedAdminPass: api.seal.close(adminPass) }
    await beginServerAction(api, ask, server, 'rescue', params satisfies Omit<ServerRescueParams, 'serverId'>)
    return { body: { adminPass } }
  },
})

/** The image that was asked for, else the cloud's own for this, else the server's. */
async function rescueImage(api: ComputeDeps, ask: Ask, server: Server, asked: ImageId | undefined) {
  if (server.imageId === null) throw invalid('A server that boots from a volume cannot be rescued here.')
  if (asked !== undefined) return imageFor(api, ask, asked, field)
  // Neither has to be visible to the caller: the cloud chose the one, and the server was made from the other.
  const id = (api.config.rescue_image_id as ImageId | undefined) ?? server.imageId
  const image = await api.images.find(id)
  if (!image) throw invalid(`Image ${id} is gone: name another one to rescue with in ${field}.`, field)
  return bootable(image, field)
}

/** Refuses an image that no rescue of this server could boot. The disk that it becomes is of its own size. */
function assertRescues(image: ImageSummary, { flavor }: Server): void {
  const why = misfit({ ...flavor, diskGb: 0 }, image)
  if (why) throw invalid(why, field)
  const keepsDevices = rescueDevice(image.properties) !== undefined
  if (!keepsDevices) guestOptions({ flavor, imageProperties: image.properties })
}
