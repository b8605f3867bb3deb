import type { HostWeigher } from '../host-weigher.ts'

/** Prefers the host with the fewest servers that keep its disks busy. */
export const ioOpsWeigher: HostWeigher = {
  name: 'IoOpsWeigher',
  multiplier: -1,
  option: 'io_ops_weight_multiplier',
  floor: 0,
  weigh: ({ ioOps }) => ioOps,
}
