import type { HostWeigher } from '../host-weigher.ts'

/** Counts the servers of a host; Nova's default multiplier makes it no reason unless somebody wants it to be. */
export const numInstancesWeigher: HostWeigher = {
  name: 'NumInstancesWeigher',
  multiplier: 0,
  option: 'num_instances_weight_multiplier',
  weigh: ({ serverIds }) => serverIds.length,
}
