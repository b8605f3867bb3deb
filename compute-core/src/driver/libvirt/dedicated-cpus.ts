import { conflict } from '#platform/errors'
import type { CpuPolicy } from '#domain/guest-options/cpu-policy'
import type { HostCpu } from './capabilities.ts'
import type { CpuPins } from './domain-xml/platform.ts'

/** What there is to choose from: the host's CPUs, which of them are for one guest alone, for all others, and given out. */
export interface HostCpus {
  cpus: readonly HostCpu[]
  dedicated: readonly number[]
  shared: readonly number[]
  taken: ReadonlySet<number>
}

/**
 * Gives each CPU of a guest that is to have one its own of the host's, of those that are dedicated and not `taken`. Threads
 * of one core go to one guest as long as that can be. The guest's other CPUs share with everybody.
 */
export function choosePins(policy: CpuPolicy, vcpus: number, host: HostCpus): CpuPins {
  const free = host.cpus.filter(({ id }) => host.dedicated.includes(id) && !host.taken.has(id))
  const own = policy.emulatorThreads === 'isolate' ? 1 : 0
  const chosen = fitting(policy, free).slice(0, policy.dedicated.length + own)
  if (chosen.length < policy.dedicated.length + own) throw tooFew(policy, free.length, own)
  const pins = new Map<number, readonly number[]>()
  for (let cpu = 0; cpu < vcpus; cpu++) pins.set(cpu, host.shared)
  policy.dedicated.forEach((cpu, nth) => pins.set(cpu, [chosen[nth]!]))
  return { vcpus: pins, emulator: emulatorCpus(policy, pins, chosen, host.shared) }
}

/** The free CPUs that the policy can use, whole cores first. */
function fitting({ threadPolicy }: CpuPolicy, free: readonly HostCpu[]): number[] {
  const ids = new Set(free.map(({ id }) => id))
  const isWhole = ({ siblings }: HostCpu) => siblings.every((sibling) => ids.has(sibling))
  const usable = free.filter((cpu) => {
    if (threadPolicy === 'isolate') return cpu.siblings.length === 1
    return threadPolicy === 'require' ? cpu.siblings.length > 1 : true
  })
  const core = ({ siblings }: HostCpu) => Math.min(...siblings)
  const broken = (cpu: HostCpu) => Number(!isWhole(cpu))
  return usable.toSorted((a, b) => broken(a) - broken(b) || core(a) - core(b) || a.id - b.id).map(({ id }) => id)
}

/** Where QEMU's own threads run: on a CPU of their own, with everybody else's, or on the guest's that may be interrupted. */
function emulatorCpus(
  { emulatorThreads, realtime, dedicated }: CpuPolicy,
  pins: CpuPins['vcpus'],
  chosen: readonly number[],
  shared: readonly number[],
): readonly number[] {
  if (emulatorThreads === 'isolate') return chosen.slice(dedicated.length)
  if (emulatorThreads === 'share') return shared
  const ordinary = [...pins].filter(([cpu]) => !realtime.includes(cpu)).flatMap(([, cpus]) => cpus)
  return [...new Set(ordinary)].toSorted((a, b) => a - b)
}

function tooFew({ dedicated, threadPolicy }: CpuPolicy, free: number, own: number) {
  const how =
    threadPolicy === undefined || threadPolicy === 'prefer' ? '' : ` with hw:cpu_thread_policy=${threadPolicy}`
  return conflict(
    `The guest needs ${dedicated.length + own} CPUs of this host for itself${how}; ${free} are free.`,
    'Name more of the host in cpu_dedicated_set, or take a smaller flavor.',
  )
}
