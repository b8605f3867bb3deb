import { fits, rejects, type HostFilter } from '../host-filter.ts'
import type { HostRequest } from '../host-request.ts'
import { free, type HostState, type Stock } from '../host-state.ts'

/** A filter that keeps the hosts with enough of one kind left, overcommit counted, and says how much is missing. */
export const stockFilter = (filter: {
  name: string
  unit: string
  stock(host: HostState): Stock
  needed(request: HostRequest): number
}): HostFilter => ({
  name: filter.name,
  check(host, request) {
    const stock = filter.stock(host)
    const needed = filter.needed(request)
    if (needed === 0) return fits
    if (needed > stock.maxUnit)
      return rejects(`needs ${needed} ${filter.unit}, gives at most ${stock.maxUnit} to one server`)
    const left = free(stock)
    return left >= needed ? fits : rejects(`needs ${needed} ${filter.unit}, has ${left} ${filter.unit}`)
  },
})
