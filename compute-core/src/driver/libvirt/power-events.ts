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
  /** Somebody saw the hypervisor hang up: before it is trusted again, the connection of the events must answer. */
  doubt(): void
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
  let doubted = false
  let listening: Promise<Line> | undefined
  let delivered: Promise<void> = Promise.resolve()

  const deliver = async (event: PowerEvent) => {
    if (listeners.size === 0 || !(await isOurs(event.serverId))) return
    for (const listener of listeners) listener(event)
  }
  const doubt = () => {
    doubted = true
  }
  const connect = async (): Promise<Line> => {
    const connection = await openConnection(uri)
    const stop = await watchDomains(connection, {
      onLifecycle(serverId, event, detail) {
        const power = powerAfter(event, detail)
        if (power === undefined) return
        const at = new Date()
        // In line behind the one before: finding out whose guest it is may take a question to libvirt.
        delivered = delivered.then(() => deliver({ serverId, power, at })).catch(() => undefined)
      },
      onDropped: doubt,
    }).catch(async (error: unknown) => {
      await connection.close()
      throw error
    })
    return {
      answers: () =>
        connection.call(connection.lib.virConnectGetVersion, connection.pointer, [0]).then(
          () => true,
          () => false,
        ),
      async hangUp() {
        await stop()
        await connection.close()
      },
    }
  }
  const keepOrReplace = async (line: Line): Promise<Line> => {
    if (await line.answers()) return line
    await line.hangUp()
    return connect()
  }
  const lineToTrust = (): Promise<Line> => {
    if (listening === undefined) return connect()
    if (!doubted) return listening
    return listening.then(keepOrReplace)
  }

  return {
    async listen() {
      if (closed) throw unavailable(`The hypervisor at ${uri}`, 'This process is letting go of it.')
      const line = lineToTrust()
      doubted = false
      if (line !== listening) listening = line.catch(forget)
      await listening
    },
    doubt,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      closed = true
      const line = await listening?.catch(() => undefined)
      listening = undefined
      listeners.clear()
      await line?.hangUp()
    },
  }

  function forget(error: unknown): never {
    listening = undefined
    throw error
  }
}

/** The connection on which events come. */
interface Line {
  /** Asks the other end: a connection that has dropped may not have been told so yet. */
  answers(): Promise<boolean>
  hangUp(): Promise<void>
}
