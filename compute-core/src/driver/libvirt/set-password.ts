import { CloudError, type Failure } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import { LibvirtError } from './ffi/libvirt-error.ts'
import type { LibvirtHost } from './libvirt-host.ts'
import { onGuest } from './on-guest.ts'

/** Has QEMU's agent in the guest give a user another password. */
export async function setPassword(
  host: LibvirtHost,
  serverId: ServerId,
  { user, password }: { user: string; password: string },
): Promise<void> {
  await onGuest(host, serverId, (domain) =>
    domain
      .call((lib) => lib.virDomainSetUserPassword, user, password, 0)
      .catch((error: unknown) => refuse(serverId, error)),
  )
}

/** Nova's choice: an agent that is silent is a 501, whatever else the guest or its hypervisor objects to a conflict. */
function refuse(serverId: ServerId, error: unknown): never {
  if (!(error instanceof LibvirtError) || noGuest.has(error.code)) throw error
  if (error.code !== 'AGENT_UNRESPONSIVE') throw new CloudError({ ...refused(serverId), detail: error.message }, error)
  const message = `The agent in instance ${serverId} does not answer. Install and start qemu-guest-agent there.`
  throw new CloudError({ kind: 'not-implemented', message }, error)
}

const refused = (serverId: ServerId): Failure => ({
  kind: 'conflict',
  message: `Failed to set the password of instance ${serverId}: its guest refused.`,
  hint: 'Its agent may not know this user, or not accept this password.',
})

/** What every question about a guest is answered with where the guest, or the hypervisor, cannot. */
const noGuest: ReadonlySet<string> = new Set(['OPERATION_INVALID', 'NO_DOMAIN', 'NO_SUPPORT'])
