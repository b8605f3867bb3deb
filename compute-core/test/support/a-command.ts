import { aGuestCommand, anImage, aPort } from '#agent/commands/a-guest-command'
import type { CommandKind, Commands } from '#agent/commands/command-contract'
import { type HostId, type ImageId, newId } from '#platform/ids'

const guest = aGuestCommand({
  image: anImage({ size: 1, sha512: 'a'.repeat(128) }),
  ports: [aPort(), aPort()],
  rescue: { image: anImage({ size: 1, sha512: 'b'.repeat(128) }) },
})
const { serverId } = guest
const port = guest.ports[1]!
const snapshot = { serverId, imageId: newId<ImageId>(), freeze: 'no' } as const
const server = { serverId }

/**
 * One server's life: a command of each kind that has landed, in an order in which each can be carried out. `seal` closes a password for its
 * host.
 */
export const lifeInCommands = (
  seal: (secret: string) => string,
): { [Kind in CommandKind]?: Commands[Kind]['params'] } => ({
  'image-cache': { image: guest.image! },
  'desired-state': { serverId, generation: 0 },
  'nics-plug': guest,
  'disks-create': guest,
  'guest-spawn': guest,
  'console-log': { serverId, maxBytes: 1000 },
  'guest-diagnostics': server,
  'guest-cpus': { hostId: newId<HostId>() },
  'guest-set-password': { serverId, user: 'root', sealedPassword: seal('s3cret') },
  'guest-nmi': server,
  'guest-pause': server,
  'guest-unpause': server,
  'guest-suspend': server,
  'guest-resume': guest,
  'guest-reboot': { guest, hard: true, graceMs: 0 },
  'guest-update-nics': { guest },
  'guest-detach-nic': { guest, port },
  'guest-attach-nic': { guest, portId: port.portId },
  'snapshot-make': snapshot,
  'snapshot-upload': snapshot,
  'snapshot-discard': snapshot,
  'guest-end-grace': server,
  'guest-power-off': { serverId, graceMs: 0 },
  'disks-resize': guest,
  'disks-revert-resize': server,
  'disks-confirm-resize': server,
  'disks-rescue': guest,
  'disks-unrescue': server,
  'disks-rebuild': { guest, keepEphemeral: false },
  'guest-power-on': guest,
  'guest-destroy': server,
  'disks-delete': server,
  'nics-unplug': guest,
  'host-power': { hostId: newId<HostId>(), action: 'reboot', bootId: null },
})
