import { z } from 'zod'
import { embedded, type Flavor } from '#domain/flavor/flavor'
import { misfit } from '#domain/flavor/image-fit'
import { guestOptions } from '#domain/guest-options/guest-options'
import { assertCan } from '#domain/server/lifecycle'
import type { Server } from '#domain/server/server'
import { invalid } from '#platform/errors'
import type { FlavorId } from '#platform/ids'
import { writeAttributes } from '#store/server-attributes'
import type { ComputeDeps } from '../../compute-deps.ts'
import { assertHostUp } from '../assert-host-up.ts'
import { flavorFor } from '../check-new-server.ts'
import { claimGrowth } from '../claim-quota.ts'
import { flavorRefField } from '../read-new-server.ts'
import { beginServerAction, namesOf, serverAction } from './server-action.ts'

const body = z.strictObject({
  flavorRef: flavorRefField,
  'OS-DCF:diskConfig': z.enum(['AUTO', 'MANUAL']).optional(),
})

/** Gives a server another flavor; it is final once that is confirmed. */
export const resize = serverAction({
  ...namesOf('resize'),
  body,
  async handle(api, context, server, { flavorRef, 'OS-DCF:diskConfig': diskConfig }) {
    assertCan(server, 'resize', context.caller.isAdmin)
    assertHostUp(api, server)
    const flavor = await flavorFor(api, context, flavorRef as FlavorId)
    await assertFits(api, server, flavor)
    const { userId, projectId } = context.caller
    const params = {
      flavor: { id: flavor.id, ...embedded(flavor) },
      userId,
      projectId: projectId ?? server.projectId,
    }
    const growth = { cores: flavor.vcpus - server.flavor.vcpus, ram: flavor.ramMb - server.flavor.ramMb }
    return beginServerAction(api, context, server, 'resize', params, async (trx) => {
      await claimGrowth(trx, api, server.projectId, growth)
      if (diskConfig !== undefined) await writeAttributes(trx, server.id, { diskConfig })
    })
  },
})

/** Refuses a flavor that the server cannot be given, whatever its host has left. */
async function assertFits({ images }: ComputeDeps, server: Server, flavor: Flavor): Promise<void> {
  const { flavor: old, imageId, imageProperties } = server
  const refuse = (why: string) => invalid(why, 'flavorRef')
  if (flavor.id === server.flavorId) throw refuse('When resizing, instances must change flavor!')
  if (imageId !== null && flavor.diskGb === 0 && old.diskGb !== 0)
    throw refuse(`Resize to flavor ${flavor.name} is not allowed: it has no disk. Pick one with a disk.`)
  if (imageId !== null && flavor.diskGb < old.diskGb) throw refuse(smaller('disk', flavor.diskGb, old.diskGb))
  if (flavor.ephemeralGb < old.ephemeralGb) throw refuse(smaller('ephemeral disk', flavor.ephemeralGb, old.ephemeralGb))
  guestOptions({ flavor, imageProperties })
  const image = imageId === null ? undefined : await images.find(imageId)
  const why = image && misfit(flavor, image)
  if (why) throw refuse(why)
}

const smaller = (what: string, newGb: number, oldGb: number) =>
  `A disk does not shrink: the flavor has ${newGb} GB of ${what}, the server has ${oldGb} GB. Pick a larger one.`
