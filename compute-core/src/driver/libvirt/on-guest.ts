import { CloudError, conflict } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import type { Domain } from './ffi/domain.ts'
import { isLibvirtError } from './ffi/libvirt-error.ts'
import type { LibvirtHost } from './libvirt-host.ts'

/** Lends a guest for something that only a running one can do; a refusal says what is in the way. */
export async function onGuest<Result>(
  host: LibvirtHost,
  serverId: ServerId,
  work: (domain: Domain) => Promise<Result>,
): Promise<Result> {
  const done = await host.withGuest(serverId, async (domain) => ({
    result: await work(domain).catch((error: unknown) => refuse(serverId, error)),
  }))
  if (done === undefined) throw doesNotRun(serverId)
  return done.result
}

/** The guest has no power, or is not there at all. */
export const doesNotRun = (serverId: ServerId) =>
  conflict(`The guest of instance ${serverId} does not run.`, 'Start it.')

function refuse(serverId: ServerId, error: unknown): never {
  if (isLibvirtError(error, 'OPERATION_INVALID', 'NO_DOMAIN')) throw doesNotRun(serverId)
  if (isLibvirtError(error, 'NO_SUPPORT', 'OPERATION_UNSUPPORTED'))
    throw new CloudError(
      { kind: 'not-implemented', message: 'The hypervisor of this server cannot do that.', detail: error.message },
      error,
    )
  throw error
}
