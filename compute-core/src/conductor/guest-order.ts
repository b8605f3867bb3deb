import type { GuestOrder } from '#agent/orders/order-contract'
import type { ImageSummary } from '#companions/image/image-service'
import type { PortInfo, Server } from '#domain/server/server'
import { isoSeconds } from '#platform/clock'
import { notFound } from '#platform/errors'
import type { Conductor } from './conductor.ts'

/** What a host's agent must know to build `server` there; throws when its image is gone. */
export async function buildOrder(
  io: Pick<Conductor, 'images'>,
  server: Server,
  build: { ports: readonly PortInfo[]; sealedAdminPass: string | null; zone: string },
): Promise<GuestOrder> {
  const image = server.imageId === null ? undefined : await io.images.find(server.imageId)
  if (server.imageId !== null && image?.status !== 'active') throw notFound('Image', server.imageId)
  return {
    ...guestOrder(server, image),
    ports: build.ports,
    sealedAdminPass: build.sealedAdminPass,
    availabilityZone: build.zone,
  }
}

/** What a host's agent must know to start a server that it has already: its image may have been deleted since. */
export async function restartOrder(io: Pick<Conductor, 'images'>, server: Server): Promise<GuestOrder> {
  return guestOrder(server, server.imageId === null ? undefined : await io.images.find(server.imageId))
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
  server.imageId && {
    id: server.imageId,
    diskFormat: image?.diskFormat ?? 'raw',
    size: image?.size ?? 0,
    sha512: image?.sha512 ?? '',
    properties: server.imageProperties,
  }
