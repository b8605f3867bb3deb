import { instanceName } from '#domain/server/server-names'
import type { GuestNic, GuestSpec } from '#driver/compute-driver'
import { rescueDevice } from '#domain/server/rescue-device'
import type { GuestFiles } from './disks/host-disks.ts'
import type { GuestCommand } from './commands/command-contract.ts'
import type { CommandHost } from './commands/command-handler.ts'

/** What the driver is told of the guest: the command, with this host's files and network in it. */
export function guestSpec(guest: GuestCommand, files: GuestFiles, nics: readonly GuestNic[]): GuestSpec {
  return {
    serverId: guest.serverId,
    domainName: instanceName(guest.seq),
    vcpus: guest.flavor.vcpus,
    ramMb: guest.flavor.ramMb,
    disks: files.disks,
    nics,
    consoleLogPath: files.consoleLogPath,
    extraSpecs: guest.flavor.extraSpecs,
    imageProperties: propertiesOf(guest),
    about: {
      displayName: guest.name,
      flavorId: guest.flavor.id,
      flavorName: guest.flavor.name,
      imageId: guest.image?.id ?? null,
      projectId: guest.projectId,
      userId: guest.userId,
      createdAt: guest.createdAt,
    },
  }
}

/** The properties of the image that the guest is booted from; a rescue that keeps the server's devices keeps its image's too. */
function propertiesOf({ image, rescue }: GuestCommand): GuestSpec['imageProperties'] {
  const booted = rescue && rescueDevice(rescue.image.properties) === undefined ? rescue.image : image
  return booted?.properties ?? {}
}

/** The spec of a guest that is to start now. Plugging once more costs nothing where the links stand, and mends what a reboot of the host took away. */
export async function freshSpec({ disks, nics }: CommandHost, guest: GuestCommand): Promise<GuestSpec> {
  return guestSpec(guest, disks.filesOf(guest), await nics.plug(guest.serverId, guest.ports))
}
