import type { HostFacts, NumaCell } from '#driver/compute-driver'

/** The size and the name of a host that does not exist. */
export interface FakeHost {
  hostname?: string
  vcpus?: number
  ramMb?: number
  diskGb?: number
  /** The CPUs that guests may have for themselves. */
  dedicatedCpus?: readonly number[]
}

const bootedAt = new Date().toISOString()

/** A size with what was left out of it. */
export const hostSize = ({ hostname = 'fake-1', vcpus = 64, ramMb = 262_144, diskGb = 4096 }: FakeHost) => ({
  hostname,
  vcpus,
  ramMb,
  diskGb,
})

/** What a host of that size would say about itself. */
export function fakeFacts(options: FakeHost): HostFacts {
  const { hostname, vcpus, ramMb, diskGb } = hostSize(options)
  const cells = cellsOf(options)
  const dedicatedCpus = cells.flatMap((cell) => cell.dedicatedCpus).length
  return {
    hostname,
    bootedAt,
    hypervisorType: 'fake',
    hypervisorVersion: 1_000_000,
    driverName: 'fake',
    kernel: 'Fake 1.0',
    cpuInfo: {
      arch: 'x86_64',
      model: 'Kilonova',
      vendor: 'Fake',
      topology: { cells: cells.length, sockets: cells.length, cores: vcpus / cells.length, threads: 1 },
      features: ['sse4.2', 'aes'],
    },
    vcpus,
    ...(dedicatedCpus > 0 && { dedicatedCpus }),
    cells,
    ramMb,
    diskGb,
    supportedInstances: [['x86_64', 'fake', 'hvm']],
    traits: ['COMPUTE_NODE', 'COMPUTE_IMAGE_TYPE_RAW', 'COMPUTE_IMAGE_TYPE_QCOW2', 'HW_ARCH_X86_64'],
  }
}

/** Two cells, each with half of the CPUs and of the memory; one where there is an odd number of CPUs. */
export function cellsOf(options: FakeHost): NumaCell[] {
  const { vcpus, ramMb } = hostSize(options)
  const count = vcpus % 2 === 0 ? 2 : 1
  const each = vcpus / count
  return Array.from({ length: count }, (_, id) => {
    const cpus = Array.from({ length: each }, (_one, nth) => id * each + nth)
    const dedicated = new Set(options.dedicatedCpus)
    return { id, memoryMb: Math.floor(ramMb / count), cpus, dedicatedCpus: cpus.filter((cpu) => dedicated.has(cpu)) }
  })
}
