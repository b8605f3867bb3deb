import { stockFilter } from './stock-filter.ts'

/** Keeps the hosts with enough virtual CPUs left for the flavor. */
export const cpuFilter = stockFilter({
  name: 'CpuFilter',
  what: 'vCPUs',
  words: String,
  stock: (host) => host.vcpu,
  needed: ({ flavor }) => flavor.vcpus,
})
