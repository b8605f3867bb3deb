import { leastOf } from './host-aggregates.ts'
import type { HostRequest } from './host-request.ts'
import type { HostState } from './host-state.ts'

/** One reason to prefer a host to another. */
export interface HostWeigher {
  name: string
  /** How much it counts against the others; below zero, less is better. */
  multiplier: number
  /** The key under which a host's aggregates may say otherwise. */
  option: string
  /** Normalises from this instead of from the least of the hosts, so that equal hosts all count. */
  floor?: number
  weigh(host: HostState, request: HostRequest): number
}

/** Each host's sum of its weights, every weigher's brought to 0 … 1 over the hosts and then multiplied (reference/scheduler.md §1.7). */
export function weigh(
  hosts: readonly HostState[],
  request: HostRequest,
  weighers: readonly HostWeigher[],
): Map<HostState, number> {
  const sums = new Map(hosts.map((host) => [host, 0]))
  for (const { multiplier, option, floor, weigh: raw } of weighers) {
    const weights = hosts.map((host) => raw(host, request))
    const least = floor ?? Math.min(...weights)
    const most = Math.max(...weights)
    hosts.forEach((host, index) => {
      const share = most > least ? (Math.max(weights[index]!, least) - least) / (most - least) : 0
      sums.set(host, sums.get(host)! + (leastOf(host.aggregates, option) ?? multiplier) * share)
    })
  }
  return sums
}
