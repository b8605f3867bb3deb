import type { HostWeigher } from '../host-weigher.ts'

/** Prefers the host that runs most of the server's soft-affinity group. */
export const softAffinityWeigher: HostWeigher = {
  name: 'ServerGroupSoftAffinityWeigher',
  multiplier: 1,
  option: 'soft_affinity_weight_multiplier',
  weigh: ({ id }, { group }) => (group?.policy === 'soft-affinity' ? (group.membersOn.get(id) ?? 0) : 0),
}
