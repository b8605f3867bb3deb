import { setTimeout as pause } from 'node:timers/promises'
import type { ServerId } from '#platform/ids'
import { unless } from './ffi/libvirt-error.ts'
import type { LibvirtHost } from './libvirt-host.ts'
import { isOn } from './power-on.ts'

const lookEveryMs = 500
const pressEveryMs = 10_000

/**
 * Presses the guest's power button until it is off or `graceMs` have passed; answers whether it is off. libvirt answers
 * as soon as the button is pressed: a guest without ACPI never reacts, one that still boots misses the first press.
 */
export async function pressPowerButton(host: LibvirtHost, serverId: ServerId, graceMs: number): Promise<boolean> {
  const ended = new AbortController()
  // The event saves waiting for the next look; when it gets lost, the look finds out.
  const unsubscribe = host.events.subscribe((event) => {
    if (event.serverId === serverId && event.power === 'shutdown') ended.abort()
  })
  try {
    const deadline = Date.now() + graceMs
    let pressAgainAt = 0
    while (await isOn(host, serverId)) {
      if (Date.now() >= deadline) return false
      if (Date.now() >= pressAgainAt) {
        await host.withGuest(serverId, (domain) => domain.shutdown().catch(unless('OPERATION_INVALID', 'NO_DOMAIN')))
        pressAgainAt = Date.now() + pressEveryMs
      }
      const waitMs = Math.max(1, Math.min(lookEveryMs, deadline - Date.now()))
      await pause(waitMs, undefined, { signal: ended.signal }).catch(() => undefined)
    }
    return true
  } finally {
    unsubscribe()
  }
}
