import { mbInWords } from './amount-words.ts'
import { stockFilter } from './stock-filter.ts'

/** Keeps the hosts with enough memory left for the flavor. */
export const ramFilter = stockFilter({
  name: 'RamFilter',
  what: 'of memory',
  words: mbInWords,
  stock: (host) => host.ramMb,
  needed: ({ flavor }) => flavor.ramMb,
})
