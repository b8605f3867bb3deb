import { aggregateImagePropertiesFilter } from './filters/aggregate-image-properties-filter.ts'
import { aggregateInstanceExtraSpecsFilter } from './filters/aggregate-instance-extra-specs-filter.ts'
import { aggregateIoOpsFilter } from './filters/aggregate-io-ops-filter.ts'
import { aggregateIsolationFilter } from './filters/aggregate-isolation-filter.ts'
import { aggregateNumInstancesFilter } from './filters/aggregate-num-instances-filter.ts'
import { aggregateTenancyFilter } from './filters/aggregate-tenancy-filter.ts'
import { aggregateTypeAffinityFilter } from './filters/aggregate-type-affinity-filter.ts'
import { availabilityZoneFilter } from './filters/availability-zone-filter.ts'
import { avoidedHostFilter } from './filters/avoided-host-filter.ts'
import { computeCapabilitiesFilter } from './filters/compute-capabilities-filter.ts'
import { computeFilter } from './filters/compute-filter.ts'
import { cpuFilter } from './filters/cpu-filter.ts'
import { dedicatedCpuFilter } from './filters/dedicated-cpu-filter.ts'
import { differentHostFilter } from './filters/different-host-filter.ts'
import { diskFilter } from './filters/disk-filter.ts'
import { imagePropertiesFilter } from './filters/image-properties-filter.ts'
import { ramFilter } from './filters/ram-filter.ts'
import { requestedHostFilter } from './filters/requested-host-filter.ts'
import { sameHostFilter } from './filters/same-host-filter.ts'
import { serverGroupAffinityFilter } from './filters/server-group-affinity-filter.ts'
import { serverGroupAntiAffinityFilter } from './filters/server-group-anti-affinity-filter.ts'
import { traitFilter } from './filters/trait-filter.ts'
import type { HostFilter } from './host-filter.ts'
import type { HostRequest } from './host-request.ts'
import type { HostState } from './host-state.ts'
import { weigh, type HostWeigher } from './host-weigher.ts'
import { cpuWeigher } from './weighers/cpu-weigher.ts'
import { diskWeigher } from './weighers/disk-weigher.ts'
import { ioOpsWeigher } from './weighers/io-ops-weigher.ts'
import { numInstancesWeigher } from './weighers/num-instances-weigher.ts'
import { ramWeigher } from './weighers/ram-weigher.ts'
import { softAffinityWeigher } from './weighers/soft-affinity-weigher.ts'
import { softAntiAffinityWeigher } from './weighers/soft-anti-affinity-weigher.ts'

/** The filters in the order they are asked: the first that refuses gives the reason, so what no amount can mend comes first. */
export const defaultFilters: readonly HostFilter[] = [
  requestedHostFilter,
  avoidedHostFilter,
  computeFilter,
  availabilityZoneFilter,
  aggregateTenancyFilter,
  aggregateTypeAffinityFilter,
  aggregateInstanceExtraSpecsFilter,
  aggregateImagePropertiesFilter,
  aggregateIsolationFilter,
  imagePropertiesFilter,
  computeCapabilitiesFilter,
  traitFilter,
  ramFilter,
  cpuFilter,
  dedicatedCpuFilter,
  diskFilter,
  aggregateNumInstancesFilter,
  aggregateIoOpsFilter,
  differentHostFilter,
  sameHostFilter,
  serverGroupAffinityFilter,
  serverGroupAntiAffinityFilter,
]

/** The reasons to prefer one host to another. */
export const defaultWeighers: readonly HostWeigher[] = [
  ramWeigher,
  cpuWeigher,
  diskWeigher,
  ioOpsWeigher,
  numInstancesWeigher,
  softAffinityWeigher,
  softAntiAffinityWeigher,
]

export interface Rejection {
  host: string
  filter: string
  because: string
  /** What whoever asked is told instead, where only administrators may know why. */
  told?: string
}

export interface Selection {
  /** Hosts that will do, the best first. */
  ranked: readonly HostState[]
  /** Every other host, and why not. */
  rejections: readonly Rejection[]
}

/** Where a server could run, and why not anywhere else. */
export function select(
  request: HostRequest,
  hosts: readonly HostState[],
  filters: readonly HostFilter[] = defaultFilters,
  weighers: readonly HostWeigher[] = defaultWeighers,
): Selection {
  const rejections = hosts.flatMap((host) => rejectionOf(host, request, filters) ?? [])
  const rejected = new Set(rejections.map(({ host }) => host))
  const fitting = hosts.filter(({ name }) => !rejected.has(name))
  const weights = weigh(fitting, request, weighers)
  // Equal weights keep an order of their own, so that the same cloud always gives the same answer.
  const ranked = fitting.toSorted((a, b) => weights.get(b)! - weights.get(a)! || (a.name < b.name ? -1 : 1))
  return { ranked, rejections }
}

function rejectionOf(host: HostState, request: HostRequest, filters: readonly HostFilter[]): Rejection | undefined {
  for (const { name, check } of filters) {
    const verdict = check(host, request)
    if (!verdict.fits) {
      const { fits: _, ...why } = verdict
      return { host: host.name, filter: name, ...why }
    }
  }
  return undefined
}

/** How many hosts were refused for each reason: what "No valid host was found" is told with. */
export function countReasons(rejections: readonly Rejection[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { because, told = because } of rejections) counts[told] = (counts[told] ?? 0) + 1
  return counts
}
