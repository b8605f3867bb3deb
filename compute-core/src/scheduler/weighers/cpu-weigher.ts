import { free } from '../host-state.ts'
import type { HostWeigher } from '../host-weigher.ts'

/** Prefers the host with the most virtual CPUs left. */
export const cpuWeigher: HostWeigher = {
  name: 'CPUWeigher',
  multiplier: 1,
  option: 'cpu_weight_multiplier',
  floor: 0,
  weigh: ({ vcpu }) => free(vcpu),
}
