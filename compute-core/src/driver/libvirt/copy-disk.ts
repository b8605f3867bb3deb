import { setTimeout as pause } from 'node:timers/promises'
import type { DiskCopy } from '#driver/compute-driver'
import { unavailable } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import type { Domain } from './ffi/domain.ts'
import type { LibvirtHost } from './libvirt-host.ts'

const lookEveryMs = 200

/**
 * Mirrors the disk until the mirror has caught up, and breaks it off there: the mirror then is the disk of that moment, and the guest
 * has never written anywhere else. So whoever dies halfway leaves a job to end and a file to remove, and no guest changed.
 */
export async function copyDisk(host: LibvirtHost, serverId: ServerId, copy: DiskCopy): Promise<boolean> {
  await endCopy(host, serverId, copy)
  const began = await host.withGuest(serverId, async (domain) => {
    if (!copied.has(await domain.powerState())) return false
    await domain.beginCopy(copy.source, copy.target)
    return true
  })
  if (!began) return false
  try {
    await untilCaughtUp(host, serverId, copy.source)
    await breakOff(host, serverId, copy)
  } catch (error) {
    // What went wrong first is what the caller has to know.
    await endCopy(host, serverId, copy).catch(() => undefined)
    throw error
  }
  return true
}

/** Ends a copy that has been left, and wakes file systems that were left frozen for it. */
export async function endCopy(
  host: LibvirtHost,
  serverId: ServerId,
  { source, freeze }: Omit<DiskCopy, 'target'>,
): Promise<void> {
  await host.withGuest(serverId, async (domain) => {
    if (!copied.has(await domain.powerState())) return
    if ((await domain.hasCaughtUp(source)) !== undefined) await domain.endCopy(source)
    if (freeze !== 'no') await domain.thaw().catch(() => undefined) // nothing was frozen, or nobody listens
  })
}

const copied: ReadonlySet<string> = new Set(['running', 'paused'])

async function untilCaughtUp(host: LibvirtHost, serverId: ServerId, source: string): Promise<void> {
  for (;;) {
    const isDone = await host.withGuest(serverId, (domain) => domain.hasCaughtUp(source))
    if (isDone === true) return
    if (isDone === undefined)
      throw unavailable(`The copy of the disk of server ${serverId}`, 'Its guest ended, or the host is out of space.')
    await pause(lookEveryMs)
  }
}

async function breakOff(host: LibvirtHost, serverId: ServerId, { source, freeze }: DiskCopy): Promise<void> {
  await host.withGuest(serverId, async (domain) => {
    const isFrozen = freeze !== 'no' && (await hold(domain, freeze === 'must'))
    try {
      await domain.endCopy(source)
    } finally {
      if (isFrozen) await domain.thaw()
    }
  })
}

const hold = (domain: Domain, isNeeded: boolean): Promise<boolean> =>
  domain.freeze().then(
    () => true,
    (error: unknown) => {
      if (isNeeded) throw error
      return false
    },
  )
