import type { GuestCommand, CommandImage } from '#agent/commands/command-contract'
import type { ImageSummary } from '#services/image/image-service'
import type { InjectedFile } from '#domain/server/injected-file'
import type { PortInfo, Server } from '#domain/server/server'
import { isoSeconds } from '#platform/clock'
import { notFound } from '#platform/errors'
import type { ImageId } from '#platform/ids'
import type { ImageChoice } from '#store/server-jobs'
import type { Conductor } from './conductor.ts'

/**
 * What a host's agent must know to build `server` there. Throws when its image is gone, or when the server's project sees it no more: a
 * host has the bytes of images that nobody else must have.
 */
export async function buildCommand(
  io: Pick<Conductor, 'images'>,
  server: Server,
  build: {
    ports: readonly PortInfo[]
    sealedAdminPass: string | null
    zone: string
    injectedFiles?: readonly InjectedFile[] | undefined
  } & ImageChoice,
): Promise<GuestCommand> {
  const image = server.imageId === null ? undefined : await imageFor(io, server, server.imageId, build)
  return {
    ...guestCommand(server, image),
    ports: build.ports,
    sealedAdminPass: build.sealedAdminPass,
    availabilityZone: build.zone,
    ...(build.injectedFiles && { injectedFiles: build.injectedFiles }),
  }
}

/** What a host's agent must know to start a server that it has already, be it rescued: its image may have been deleted since. */
export async function restartCommand(io: Pick<Conductor, 'images'>, server: Server): Promise<GuestCommand> {
  const own = await ownCommand(io, server)
  if (server.vmState !== 'rescued' || server.rescueImageId === null) return own
  const image = await io.images.find(server.rescueImageId)
  return { ...own, rescue: { image: asCommandImage(server.rescueImageId, image, image?.properties ?? {}) } }
}

/** The same for a server that is to start from its own disks, also one that is rescued. */
export async function ownCommand(io: Pick<Conductor, 'images'>, server: Server): Promise<GuestCommand> {
  return guestCommand(server, server.imageId === null ? undefined : await io.images.find(server.imageId))
}

/** What a host's agent must know to rescue `server`; throws when the image for that is gone, or the server's project sees it no more. */
export async function rescueCommand(
  io: Pick<Conductor, 'images'>,
  server: Server,
  rescue: { imageId: ImageId; sealedAdminPass: string } & ImageChoice,
): Promise<GuestCommand> {
  const image = await imageFor(io, server, rescue.imageId, rescue)
  return {
    ...(await ownCommand(io, server)),
    rescue: { image: asCommandImage(rescue.imageId, image, image.properties) },
    sealedAdminPass: rescue.sealedAdminPass,
  }
}

/** An image by itself, with what it says of its guests now. */
export const commandImage = (image: ImageSummary): CommandImage => asCommandImage(image.id, image, image.properties)

/** The image as the server may have it now. */
async function imageFor(
  { images }: Pick<Conductor, 'images'>,
  { projectId }: Server,
  imageId: ImageId,
  { anyImage }: ImageChoice,
): Promise<ImageSummary> {
  const image = await (anyImage ? images.find(imageId) : images.findFor(imageId, projectId))
  if (image?.status !== 'active') throw notFound('Image', imageId)
  return image
}

function guestCommand(server: Server, image: ImageSummary | undefined): GuestCommand {
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
const imageOf = (server: Server, image: ImageSummary | undefined): GuestCommand['image'] =>
  server.imageId && asCommandImage(server.imageId, image, server.imageProperties)

const asCommandImage = (
  id: ImageId,
  image: ImageSummary | undefined,
  properties: Readonly<Record<string, string>>,
): CommandImage => ({
  id,
  diskFormat: image?.diskFormat ?? 'raw',
  size: image?.size ?? 0,
  virtualSize: image?.virtualSize ?? null,
  sha512: image?.sha512 ?? '',
  properties,
})
