import type { PowerEvent } from '#driver/compute-driver'
import type { PowerState } from '#domain/server/power-state'
import type { ServerId } from '#platform/ids'
import { unavailable } from '#platform/errors'
import { openConnection } from './ffi/connection.ts'
import { watchDomains } from './ffi/domain-events.ts'

/** Power events of our guests over a connection of their own, made anew when it has dropped. */
export interface PowerEvents {
  /** Makes sure that events are heard from now on; costs nothing while they are. */
  listen(): Promise<void>
  subscribe(listener: (event: PowerEvent) => void): () => void
  close(): Promise<void>
}

const stopped = 5
const stoppedDetail = { migrated: 3 }
const suspended = 3
const suspendedDetail = { migrated: 1, postCopy: 7 }
/** libvirt's lifecycle events that change power. Not SHUTDOWN (6): it says that the guest has begun to, STOPPED follows. */
const powers: Readonly<Record<number, PowerState>> = {
  2: 'running',
  3: 'paused',
  4: 'running',
  5: 'shutdown',
  7: 'suspended',
  8: 'crashed',
}

/** The power a guest has after a lifecycle event, or undefined where it says nothing about power. */
export function powerAfter(event: number, detail: number): PowerState | undefined {
  // A guest that stops here because it goes on elsewhere has not changed its power.
  if (event === stopped && detail === stoppedDetail.migrated) return undefined
  if (event === suspended && (detail === suspendedDetail.migrated || detail === suspendedDetail.postCopy))
    return undefined
  return powers[event]
}

/** Events of the guests at `uri` that `isOurs` says are ours. */
export function powerEvents(uri: string, isOurs: (serverId: ServerId) => Promise<boolean>): PowerEvents {
  const listeners = new Set<(event: PowerEvent) => void>()
  let closed = false
  let listening: Promise<() => Promise<void>> | undefined
  let delivered: Promise<void> = Promise.resolve()

  const deliver = async (event: PowerEvent) => {
    if (listeners.size === 0 || !(await isOurs(event.serverId))) return
    for (const listener of listeners) listener(event)
  }
  const connect = async () => {
    const connection = await openConnection(uri)
    const stop = await watchDomains(connection, {
      onLifecycle(serverId, event, detail) {
        const power = powerAfter(event, detail)
        if (power === undefined) return
        const at = new Date()
        // In line behind the one before: finding out whose guest it is may take a question to libvirt.
        delivered = delivered.then(() => deliver({ serverId, power, at })).catch(() => undefined)
      },
      onDropped() {
        const dropped = listening
        listening = undefined
        void dropped?.then((hangUp) => hangUp()).catch(() => undefined)
      },
    }).catch(async (error: unknown) => {
      await connection.close()
      throw error
    })
    return async () => {
      await stop()
      await connection.close()
    }
  }

  return {
    async listen() {
      if (closed) throw unavailable(`The hypervisor at ${uri}`, 'This process is letting go of it.')
      listening ??= connect().catch((error: unknown) => {
        listening = undefined
        throw error
      })
      await listening
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      closed = true
      const hangUp = await listening?.catch(() => undefined)
      listening = undefined
      listeners.clear()
      await hangUp?.()
    },
  }
}
