import type { HostFacts } from '#driver/compute-driver'

/** The size and the name of a host that does not exist. */
export interface FakeHost {
  hostname?: string
  vcpus?: number
  ramMb?: number
  diskGb?: number
}

const bootedAt = new Date().toISOString()

/** What a host of that size would say about itself. */
export function fakeFacts({ hostname = 'fake-1', vcpus = 64, ramMb = 262_144, diskGb = 4096 }: FakeHost): HostFacts {
  return {
    hostname,
    bootedAt,
    hypervisorType: 'fake',
    hypervisorVersion: 1_000_000,
    driverName: 'fake',
    cpuInfo: {
      arch: 'x86_64',
      model: 'Kilonova',
      vendor: 'Fake',
      topology: { cells: 1, sockets: 1, cores: vcpus, threads: 1 },
      features: ['sse4.2', 'aes'],
    },
    vcpus,
    ramMb,
    diskGb,
    supportedInstances: [['x86_64', 'fake', 'hvm']],
    traits: ['COMPUTE_NODE', 'COMPUTE_IMAGE_TYPE_RAW', 'COMPUTE_IMAGE_TYPE_QCOW2', 'HW_ARCH_X86_64'],
  }
}
