import type { ServerId } from '#platform/ids'
import type { GroupRequest, HostRequest } from './host-request.ts'
import type { HostFilter } from './host-filter.ts'
import type { HostState } from './host-state.ts'
import { weigh } from './host-weigher.ts'
import { reckon } from './reckon.ts'
import { defaultFilters, defaultWeighers, type Rejection, select } from './select.ts'

/** What all rules say of one host. */
export interface ExplainedHost {
  name: string
  zone: string
  /** 1 is where the next server goes; null where none would. */
  rank: number | null
  weight: number | null
  /** How many such servers the host takes, one after the other, `mostPerHost` at most. */
  fits: number
  /** Why it takes no more than those; null where it takes none or `mostPerHost`. */
  fullWhen: Omit<Rejection, 'host'> | null
  /** Every rule that refuses the host now, in the order in which they are asked. */
  refusals: readonly Omit<Rejection, 'host'>[]
}

/** What the scheduler would answer, and why. */
export interface Explanation {
  rules: readonly string[]
  /** Those that fit by rank, then those with the fewest refusals. */
  hosts: readonly ExplainedHost[]
  /** How many such servers find a host, `mostPerHost` on each at most. */
  fits: number
  /** For each reason how many hosts it keeps from being chosen, as "No valid host was found" counts them. */
  rejections: readonly Rejection[]
}

/** How many servers of one kind are counted on a host: one request makes no more. */
export const mostPerHost = 1000

/** Why each host would be chosen or not: `select` with every rule asked, and how many servers it would let in. */
export function explain(request: HostRequest, hosts: readonly HostState[]): Explanation {
  const { ranked, rejections } = select(request, hosts)
  const weights = weigh(ranked, request, defaultWeighers)
  const fitting = ranked.map((host, index): ExplainedHost => {
    const fits = howMany(host, request)
    const next = fits === mostPerHost ? undefined : refusalsOf(...after(host, request, fits))[0]
    return { ...placeOf(host), rank: index + 1, weight: weights.get(host)!, fits, fullWhen: next ?? null, refusals: [] }
  })
  const isFitting = new Set(ranked)
  const refused = hosts
    .filter((host) => !isFitting.has(host))
    .map((host): ExplainedHost => {
      const refusals = refusalsOf(host, request)
      return { ...placeOf(host), rank: null, weight: null, fits: 0, fullWhen: null, refusals }
    })
    .toSorted((a, b) => a.refusals.length - b.refusals.length || (a.name < b.name ? -1 : 1))
  return {
    rules: defaultFilters.map(({ name }) => name),
    hosts: [...fitting, ...refused],
    fits: sumOf(fitting, request.group),
    rejections,
  }
}

/** Every rule that refuses `host`, where `select` is content with the first. */
export const refusalsOf = (
  host: HostState,
  request: HostRequest,
  filters: readonly HostFilter[] = defaultFilters,
): Omit<Rejection, 'host'>[] =>
  filters.flatMap(({ name, check }) => {
    const verdict = check(host, request)
    return verdict.fits ? [] : [{ filter: name, because: verdict.because }]
  })

const placeOf = ({ name, zone }: HostState) => ({ name, zone })

/** Where the first of an affinity group goes, all others have to go. */
const sumOf = (fitting: readonly ExplainedHost[], group: GroupRequest | null): number =>
  group?.policy === 'affinity' && group.membersOn.size === 0
    ? (fitting[0]?.fits ?? 0)
    : fitting.reduce((sum, { fits }) => sum + fits, 0)

/** How many servers `host` takes that takes one: what refuses after some refuses after more, so that halving finds it. */
function howMany(host: HostState, request: HostRequest): number {
  const takesOneAfter = (servers: number) => {
    const [later, asked] = after(host, request, servers)
    return defaultFilters.every(({ check }) => check(later, asked).fits)
  }
  let taken = 0
  let refused = 1
  while (takesOneAfter(refused)) {
    if (refused === mostPerHost) return mostPerHost
    taken = refused
    refused = Math.min(refused * 2, mostPerHost)
  }
  while (refused - taken > 1) {
    const middle = Math.floor((taken + refused) / 2)
    if (takesOneAfter(middle)) taken = middle
    else refused = middle
  }
  return refused
}

const strangers = Array.from({ length: mostPerHost }, (_, index) => `counted-${index}` as ServerId)

/** The host and the request as they are once so many of its servers are there. */
function after(host: HostState, request: HostRequest, servers: number): [HostState, HostRequest] {
  const later = { ...host, vcpu: { ...host.vcpu }, ramMb: { ...host.ramMb }, diskGb: { ...host.diskGb } }
  reckon(later, request, ...strangers.slice(0, servers))
  const { group } = request
  if (group === null) return [later, request]
  const membersOn = new Map(group.membersOn).set(host.id, (group.membersOn.get(host.id) ?? 0) + servers)
  return [later, { ...request, group: { ...group, membersOn } }]
}
