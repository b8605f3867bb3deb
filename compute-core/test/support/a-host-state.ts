import { newId, type HostId } from '#platform/ids'
import { hostAggregates } from '#scheduler/host-aggregates'
import type { HostRequest } from '#scheduler/host-request'
import type { HostState, Stock } from '#scheduler/host-state'

/** So much of one kind, nothing of it taken. */
export const aStock = (total: number, what: Partial<Stock> = {}): Stock => ({
  total,
  reserved: 0,
  allocationRatio: 1,
  used: 0,
  maxUnit: total,
  ...what,
})

/** A host that is up, has room and runs nothing; `what` overrides what matters. */
export function aHostState(what: Partial<HostState> = {}): HostState {
  return {
    id: newId<HostId>(),
    name: 'host-1',
    zone: 'nova',
    enabled: true,
    up: true,
    facts: {
      hypervisorType: 'QEMU',
      hypervisorVersion: 9_000_000,
      cpuInfo: {
        arch: 'x86_64',
        model: 'Skylake',
        vendor: 'Intel',
        topology: { cells: 1, sockets: 1, cores: 4, threads: 2 },
        features: ['aes', 'avx2'],
      },
      supportedInstances: [['x86_64', 'qemu', 'hvm']],
      traits: [],
    },
    vcpu: aStock(8, { allocationRatio: 4 }),
    ramMb: aStock(16_384),
    diskGb: aStock(100),
    serverIds: [],
    aggregates: hostAggregates([], new Set(), { namespace: undefined, separator: '.' }),
    ioOps: 0,
    ...what,
  }
}

/** A request for a small server that any host would take. */
export function aHostRequest(what: Partial<HostRequest> = {}): HostRequest {
  return {
    flavor: { name: 'm1.tiny', vcpus: 1, ramMb: 512, diskGb: 1, ephemeralGb: 0, swapMb: 0, extraSpecs: {} },
    projectId: null,
    imageProperties: {},
    zone: null,
    requestedHost: null,
    avoidHosts: [],
    differentFrom: [],
    sameAs: [],
    group: null,
    ...what,
  }
}

/** A flavor for `aHostRequest`. */
export const aFlavorNeed = (what: Partial<HostRequest['flavor']> = {}): HostRequest['flavor'] => ({
  ...aHostRequest().flavor,
  ...what,
})
