import { readRefusedHosts } from '@kilonova/compute-core/scheduler/refused-hosts'

/** What the rules said of one host. */
export interface RefusedHost {
  host: string
  refusals: ReadonlyMap<string, string>
  unknown: ReadonlySet<string>
}

/** What the scheduler said when it found no host, as far as it was recorded. */
export interface Refusals {
  rules: readonly string[]
  hosts: readonly RefusedHost[]
  /** Reasons that concerned more hosts than are named: how many each. */
  more: readonly { rule: string; because: string; unnamed: number }[]
}

/** What the details of a failure say of each host by rule; null where they are of something else. */
export function refusedHostsOf(details: string | null): Refusals | null {
  const read = details === null ? [] : readRefusedHosts(details)
  if (read.length === 0) return null
  const more = read
    .filter(({ count, hosts }) => count > hosts.length)
    .map(({ rule, because, count, hosts }) => ({ rule, because, unnamed: count - hosts.length }))
  // Of many hosts only some are named: of the others nobody knows whether such a rule refused them.
  const partlyNamed = new Set(more.map(({ rule }) => rule))
  const names = [...new Set(read.flatMap(({ hosts }) => hosts))]
  const hosts = names.map((host) => {
    const refusals = new Map(
      read.filter((one) => one.hosts.includes(host)).map(({ rule, because }) => [rule, because] as const),
    )
    return { host, refusals, unknown: new Set([...partlyNamed].filter((rule) => !refusals.has(rule))) }
  })
  return { rules: [...new Set(read.map(({ rule }) => rule))], hosts, more }
}
