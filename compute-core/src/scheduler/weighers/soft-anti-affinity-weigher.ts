import type { HostWeigher } from '../host-weigher.ts'

/** Prefers the host that runs fewest of the server's soft-anti-affinity group. */
export const softAntiAffinityWeigher: HostWeigher = {
  name: 'ServerGroupSoftAntiAffinityWeigher',
  multiplier: 1,
  option: 'soft_anti_affinity_weight_multiplier',
  weigh: ({ id }, { group }) => (group?.policy === 'soft-anti-affinity' ? -(group.membersOn.get(id) ?? 0) : 0),
}
