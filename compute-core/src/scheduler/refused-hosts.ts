import type { Rejection } from './select.ts'

/** The hosts that one rule refuses for one reason; of many a few are named. */
export interface RefusedHosts {
  rule: string
  because: string
  count: number
  hosts: readonly string[]
}

const mostNames = 10
const mostReasons = 40

const line = /^(\S+) refuses (\d+) hosts? \(([^()]*?)(?: and \d+ more)?\): (.+)$/

/**
 * Which rule refuses which hosts and why, a line for each reason: what administrators read of "No valid host was found". However many
 * hosts there are, it stays short: the reasons of most hosts, and of each the first hosts.
 */
export function refusedHostsText(rejections: readonly Rejection[]): string {
  const reasons = [...Map.groupBy(rejections, ({ filter, because }) => `${filter} ${because}`).values()]
  const byCount = reasons.toSorted((a, b) => b.length - a.length)
  const told = byCount.slice(0, mostReasons).map((same) => {
    const { filter, because } = same[0]!
    const names = same.slice(0, mostNames).map(({ host }) => host)
    const more = same.length > names.length ? ` and ${same.length - names.length} more` : ''
    return `${filter} refuses ${same.length} ${same.length === 1 ? 'host' : 'hosts'} (${names.join(', ')}${more}): ${because}`
  })
  const untold = byCount.length - told.length
  return [...told, ...(untold > 0 ? [`There are ${untold} more reasons.`] : [])].join('\n')
}

/** What `refusedHostsText` has written among the `details` of a failure. */
export const readRefusedHosts = (details: string): RefusedHosts[] =>
  details.split('\n').flatMap((text) => {
    const [, rule, count, hosts, because] = line.exec(text) ?? []
    return rule === undefined ? [] : [{ rule, because: because!, count: Number(count), hosts: hosts!.split(', ') }]
  })
