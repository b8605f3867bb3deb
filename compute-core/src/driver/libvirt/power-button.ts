import type { ServerId } from '#platform/ids'
import { unless } from './ffi/libvirt-error.ts'
import type { LibvirtHost } from './libvirt-host.ts'
import { isOn } from './power-on.ts'

const lookEveryMs = 500
const pressEveryMs = 10_000

/** For how long a guest is waited for. */
export interface Patience {
  graceMs: number
  /** Ends the grace period before its time. */
  graceEnded: AbortSignal | undefined
}

/**
 * Presses the guest's power button until it is off, `graceMs` have passed, or its grace period is ended; answers whether it is off. libvirt
 * answers as soon as the button is pressed: a guest without ACPI never reacts, one that still boots misses the first press.
 */
export async function pressPowerButton(
  host: LibvirtHost,
  serverId: ServerId,
  { graceMs, graceEnded }: Patience,
): Promise<boolean> {
  const ended = new AbortController()
  const moved = graceEnded ? AbortSignal.any([ended.signal, graceEnded]) : ended.signal
  // The event saves waiting for the next look; when it gets lost, the look finds out.
  const unsubscribe = host.events.subscribe((event) => {
    if (event.serverId === serverId && event.power === 'shutdown') ended.abort()
  })
  try {
    const deadline = Date.now() + graceMs
    let pressAgainAt = 0
    while (await isOn(host, serverId)) {
      if (Date.now() >= deadline || graceEnded?.aborted) return false
      if (Date.now() >= pressAgainAt) {
        await host.withGuest(serverId, (domain) => domain.shutdown().catch(unless('OPERATION_INVALID', 'NO_DOMAIN')))
        pressAgainAt = Date.now() + pressEveryMs
      }
      const waitMs = Math.max(1, Math.min(lookEveryMs, deadline - Date.now()))
      await pause(waitMs, moved)
    }
    return true
  } finally {
    unsubscribe()
  }
}

/** Resolves after `ms`, or as soon as `moved` is aborted. The timer is of `globalThis`, where tests turn the clock. */
function pause(ms: number, moved: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      moved.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    moved.addEventListener('abort', end)
    if (moved.aborted) end()
  })
}
