import { writeCpuSet } from '#domain/guest-options/cpu-set'
import type { GuestOptions } from '#domain/guest-options/guest-options'
import { isLarge } from '#domain/guest-options/memory'
import { element, type Element } from './element.ts'
import type { Platform } from './platform.ts'

/** The host's own model where KVM runs it; whatever the emulator can do where it does not. */
export function cpu(options: GuestOptions, { type }: Platform): Element | undefined {
  if (type === 'test') return undefined
  const { sockets, cores, threads } = options.cpuTopology
  return element(
    'cpu',
    { mode: type === 'kvm' ? 'host-model' : 'maximum' },
    element('topology', { sockets, dies: 1, cores, threads }),
    options.addressSpace && element('maxphysaddr', options.addressSpace),
    numa(options),
  )
}

/** The guest's memory in cells, each near to some of its CPUs. */
function numa({ numa: cells, pageSize }: GuestOptions): Element | undefined {
  if (cells === undefined) return undefined
  // Large pages come from a file, and only shared can another process see what the guest writes there.
  const memAccess = isLarge(pageSize) ? 'shared' : undefined
  return element(
    'numa',
    {},
    ...cells.map(({ cpus, ramMb }, id) =>
      element('cell', { id, cpus: writeCpuSet(cpus), memory: ramMb, unit: 'MiB', memAccess }),
    ),
  )
}
