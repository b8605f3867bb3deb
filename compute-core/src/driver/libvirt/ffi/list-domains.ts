import koffi from 'koffi'
import type { Connection } from './connection.ts'
import { Domain } from './domain.ts'
import type { Pointer } from './native.ts'

let free: ((memory: Pointer) => void) | undefined

/** Calls `visit` with every domain on the host, ours or not, running or not, one after the other. */
export async function eachDomain(connection: Connection, visit: (domain: Domain) => Promise<void>): Promise<void> {
  const { lib, pointer } = connection
  const list: (Pointer | null)[] = [null]
  const count = await connection.call(lib.virConnectListAllDomains, pointer, list, 0)
  const [address] = list
  if (!address) return
  const pointers = koffi.decode(address, 'void *', count) as Pointer[]
  freeMemory(address)
  const domains = pointers.map((each) => new Domain(connection, each))
  try {
    for (const domain of domains) await visit(domain)
  } finally {
    for (const domain of domains) domain.free()
  }
}

/** libvirt allocates the list with malloc and leaves it to us. */
function freeMemory(memory: Pointer): void {
  free ??= koffi.load(null).func('free', 'void', ['void *']) as (memory: Pointer) => void
  free(memory)
}
