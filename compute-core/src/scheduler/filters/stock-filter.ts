import { fits, rejects, type HostFilter } from '../host-filter.ts'
import type { HostRequest } from '../host-request.ts'
import { free, type HostState, type Stock } from '../host-state.ts'
import type { Rounding } from './amount-words.ts'

/** A filter that keeps the hosts with enough of one kind left, overcommit counted, and says how much is missing. */
export const stockFilter = (filter: {
  name: string
  /** What follows an amount: "of memory", "vCPUs". */
  what: string
  /** An amount with its unit, where it has one. */
  words(amount: number, rounding: Rounding): string
  stock(host: HostState): Stock
  needed(request: HostRequest): number
}): HostFilter => ({
  name: filter.name,
  check(host, request) {
    const stock = filter.stock(host)
    const needed = filter.needed(request)
    if (needed === 0) return fits
    const needs = `needs ${filter.words(needed, 'up')} ${filter.what}`
    if (needed > stock.maxUnit)
      return rejects(`${needs}, gives at most ${filter.words(stock.maxUnit, 'down')} to one server`)
    const left = free(stock)
    return left >= needed ? fits : rejects(`${needs}, has ${filter.words(left, 'down')}`)
  },
})
