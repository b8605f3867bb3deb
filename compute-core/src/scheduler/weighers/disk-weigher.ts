import { free } from '../host-state.ts'
import type { HostWeigher } from '../host-weigher.ts'

/** Prefers the host with the most disk left. */
export const diskWeigher: HostWeigher = {
  name: 'DiskWeigher',
  multiplier: 1,
  option: 'disk_weight_multiplier',
  floor: 0,
  weigh: ({ diskGb }) => free(diskGb),
}
