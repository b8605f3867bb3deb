import type { GuestOrder, OrderImage } from '#agent/orders/order-contract'
import type { ImageSummary } from '#companions/image/image-service'
import type { InjectedFile } from '#domain/server/injected-file'
import type { PortInfo, Server } from '#domain/server/server'
import { isoSeconds } from '#platform/clock'
import { notFound } from '#platform/errors'
import type { ImageId } from '#platform/ids'
import type { Conductor } from './conductor.ts'

/** What a host's agent must know to build `server` there; throws when its image is gone. */
export async function buildOrder(
  io: Pick<Conductor, 'images'>,
  server: Server,
  build: {
    ports: readonly PortInfo[]
    sealedAdminPass: string | null
    zone: string
    injectedFiles?: readonly InjectedFile[] | undefined
  },
): Promise<GuestOrder> {
  const image = server.imageId === null ? undefined : await io.images.find(server.imageId)
  if (server.imageId !== null && image?.status !== 'active') throw notFound('Image', server.imageId)
  return {
    ...guestOrder(server, image),
    ports: build.ports,
    sealedAdminPass: build.sealedAdminPass,
    availabilityZone: build.zone,
    ...(build.injectedFiles && { injectedFiles: build.injectedFiles }),
  }
}

/** What a host's agent must know to start a server that it has already, be it rescued: its image may have been deleted since. */
export async function restartOrder(io: Pick<Conductor, 'images'>, server: Server): Promise<GuestOrder> {
  const own = await ownOrder(io, server)
  if (server.vmState !== 'rescued' || server.rescueImageId === null) return own
  const image = await io.images.find(server.rescueImageId)
  return { ...own, rescue: { image: asOrdered(server.rescueImageId, image, image?.properties ?? {}) } }
}

/** The same for a server that is to start from its own disks, also one that is rescued. */
export async function ownOrder(io: Pick<Conductor, 'images'>, server: Server): Promise<GuestOrder> {
  return guestOrder(server, server.imageId === null ? undefined : await io.images.find(server.imageId))
}

/** What a host's agent must know to rescue `server`; throws when the image for that is gone. */
export async function rescueOrder(
  io: Pick<Conductor, 'images'>,
  server: Server,
  rescue: { imageId: ImageId; sealedAdminPass: string },
): Promise<GuestOrder> {
  const image = await io.images.find(rescue.imageId)
  if (image?.status !== 'active') throw notFound('Image', rescue.imageId)
  return {
    ...(await ownOrder(io, server)),
    rescue: { image: asOrdered(rescue.imageId, image, image.properties) },
    sealedAdminPass: rescue.sealedAdminPass,
  }
}

function guestOrder(server: Server, image: ImageSummary | undefined): GuestOrder {
  const { id, seq, name, hostname, projectId, userId, launchIndex, reservationId } = server
  return {
    serverId: id,
    seq,
    name,
    hostname,
    projectId,
    userId,
    launchIndex,
    reservationId,
    createdAt: isoSeconds(server.createdAt),
    availabilityZone: server.availabilityZone ?? '',
    flavor: { id: server.flavorId, ...server.flavor },
    image: imageOf(server, image),
    ports: server.networkInfo,
    keyName: server.keyName,
    keyData: server.keyData,
    metadata: server.metadata,
    userData: server.userData,
    sealedAdminPass: null,
  }
}

/** The properties are the server's own copy: what is changed at the image later is not for this guest. */
const imageOf = (server: Server, image: ImageSummary | undefined): GuestOrder['image'] =>
  server.imageId && asOrdered(server.imageId, image, server.imageProperties)

const asOrdered = (
  id: ImageId,
  image: ImageSummary | undefined,
  properties: Readonly<Record<string, string>>,
): OrderImage => ({
  id,
  diskFormat: image?.diskFormat ?? 'raw',
  size: image?.size ?? 0,
  sha512: image?.sha512 ?? '',
  properties,
})
