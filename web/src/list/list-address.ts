import {
  createParser,
  createSerializer,
  parseAsArrayOf,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
  type inferParserType,
} from 'nuqs'
import type { Density } from '#ui/preferences'

/** A column that rows are ordered by, as it is in addresses: `-created` is the newest first. */
export interface SortKey {
  column: string
  direction: 'asc' | 'desc'
}

/** How high rows can be. */
export const densities = ['compact', 'regular', 'comfortable'] as const satisfies readonly Density[]

const parseAsSortKey = createParser<SortKey>({
  parse: (text) => {
    const column = text.replace(/^-/, '')
    return column === '' ? null : { column, direction: text.startsWith('-') ? 'desc' : 'asc' }
  },
  serialize: ({ column, direction }) => (direction === 'desc' ? `-${column}` : column),
  eq: (a, b) => a.column === b.column && a.direction === b.direction,
})

/** Everything that a list keeps in the page's address. What is absent is null. */
export const listParams = {
  q: parseAsString,
  sort: parseAsArrayOf(parseAsSortKey),
  after: parseAsString,
  before: parseAsString,
  /** The position of the page's first row, for "51–100 of 5,000": markers say nothing of it. */
  from: parseAsInteger,
  size: parseAsInteger,
  columns: parseAsArrayOf(parseAsString),
  density: parseAsStringLiteral(densities),
  view: parseAsString,
  new: parseAsString,
}

export type ListAddress = inferParserType<typeof listParams>
export type ListChange = Partial<ListAddress>

/** `change` with what follows from it: another query, order or size of pages begins at the first page again. */
export function completed(change: ListChange): ListChange {
  const startsAnew = 'q' in change || 'sort' in change || 'size' in change
  return startsAnew ? { after: null, before: null, from: null, ...change } : change
}

const serialize = createSerializer(listParams)

/** The search part of an address that has `address` changed by `change`; '' for a list as it is by default. */
export const searchOf = (address: ListAddress, change: ListChange = {}): string =>
  serialize({ ...address, new: null, ...completed(change) })

/** A list's state in the page's address, and how it is changed: two changes at once do not lose each other. */
export function useListAddress(): [ListAddress, (change: ListChange | ((newest: ListAddress) => ListChange)) => void] {
  const [address, set] = useQueryStates(listParams, { history: 'replace', shallow: false })
  return [address, (change) => void set((newest) => completed(typeof change === 'function' ? change(newest) : change))]
}
