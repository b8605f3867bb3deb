import koffi from 'koffi'
import type { ServerId } from '#platform/ids'
import type { Connection } from './connection.ts'
import { uuidOf } from './domain.ts'
import { unless } from './libvirt-error.ts'
import { libvirtLibrary } from './libvirt-library.ts'
import type { Pointer } from './native.ts'

/** Who hears what happens on a connection. */
export interface DomainWatcher {
  onLifecycle(serverId: ServerId, event: number, detail: number): void
  /** The hypervisor hung up: nothing more will be heard. */
  onDropped(): void
}

const lifecycle = 0
const watchers = new Map<number, DomainWatcher>()
let lastId = 0
let trampolines: { onLifecycle: Pointer; onClose: Pointer } | undefined

/** Hears each domain's lifecycle on `connection` until the answer is called. */
export async function watchDomains(connection: Connection, watcher: DomainWatcher): Promise<() => Promise<void>> {
  const { lib, pointer } = connection
  const { onLifecycle, onClose } = callbacks()
  const id = (lastId += 1)
  watchers.set(id, watcher)
  const registration = await connection.call(
    lib.virConnectDomainEventRegisterAny,
    pointer,
    null,
    lifecycle,
    onLifecycle,
    BigInt(id),
    null,
  )
  // The mock hypervisor lives in this process: it cannot hang up and does not offer to tell.
  await connection
    .call(lib.virConnectRegisterCloseCallback, pointer, onClose, BigInt(id), null)
    .catch(unless('NO_SUPPORT'))
  return async () => {
    watchers.delete(id)
    await connection.call(lib.virConnectUnregisterCloseCallback, pointer, onClose).catch(unless())
    await connection.call(lib.virConnectDomainEventDeregisterAny, pointer, registration).catch(unless())
  }
}

/** One pair for the whole process, never taken back: a late event finds its watcher gone, not its callback. */
function callbacks() {
  const lib = libvirtLibrary()
  trampolines ??= {
    onLifecycle: koffi.register((_connection: Pointer, domain: Pointer, event: number, detail: number, id: Pointer) => {
      watchers.get(Number(id))?.onLifecycle(uuidOf({ lib }, domain), event, detail)
      return 0
    }, lib.callbacks.onLifecycle),
    onClose: koffi.register((_connection: Pointer, _reason: number, id: Pointer) => {
      watchers.get(Number(id))?.onDropped()
    }, lib.callbacks.onClose),
  }
  return trampolines
}
