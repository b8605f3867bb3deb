import { free } from '../host-state.ts'
import type { HostWeigher } from '../host-weigher.ts'

/** Prefers the host with the most memory left: spreads. */
export const ramWeigher: HostWeigher = {
  name: 'RAMWeigher',
  multiplier: 1,
  option: 'ram_weight_multiplier',
  floor: 0,
  weigh: ({ ramMb }) => free(ramMb),
}
