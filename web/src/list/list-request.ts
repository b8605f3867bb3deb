import type { ListColumn, ListPage, ListRequest } from './descriptor.ts'
import type { ListAddress, ListChange, SortKey } from './list-address.ts'

/** How many rows a page has, for a person to choose from. */
export const pageSizes = [25, 50, 100, 200] as const

interface ListKind {
  columns: readonly ListColumn<never>[]
  defaultSort?: readonly SortKey[]
  sizes?: readonly number[]
}

/** The order of a list: what its address says of columns that can be sorted by, else its default. */
export function sortOf({ sort }: Pick<ListAddress, 'sort'>, { columns, defaultSort = [] }: ListKind): SortKey[] {
  const possible = (sort ?? []).filter(({ column }) => columns.some(({ id, sortKey }) => id === column && sortKey))
  return possible.length > 0 ? possible : [...defaultSort]
}

/** How many rows a page of this list has: a size that is not offered is the default. */
export const sizeOf = ({ size }: Pick<ListAddress, 'size'>, { sizes = pageSizes }: ListKind): number =>
  size !== null && sizes.includes(size) ? size : sizes.includes(50) ? 50 : sizes[0]!

/** What the cloud is asked for the page at this address. */
export function requestOf(address: ListAddress, kind: ListKind): ListRequest {
  const keyOf = (column: string) => kind.columns.find(({ id }) => id === column)!.sortKey!
  return {
    q: address.q?.trim() ?? '',
    sort: sortOf(address, kind).map(({ column, direction }) => ({ key: keyOf(column), direction })),
    size: sizeOf(address, kind),
    ...(address.before ? { before: address.before } : address.after ? { after: address.after } : {}),
  }
}

/** The columns that are shown, in their own order; the first one always is. */
export function visibleColumns({ columns: chosen }: Pick<ListAddress, 'columns'>, columns: ListKind['columns']) {
  const known = chosen?.filter((id) => columns.some((column) => column.id === id)) ?? []
  const isShown = ({ id, hidden }: ListColumn<never>, index: number) =>
    index === 0 || (known.length > 0 ? known.includes(id) : !hidden)
  return new Set(columns.filter(isShown).map(({ id }) => id))
}

/** The change of an address that shows or hides a column. */
export function withColumn(shown: ReadonlySet<string>, columns: ListKind['columns'], toggled: string): ListChange {
  const next = columns.filter(({ id }) => (id === toggled) !== shown.has(id)).map(({ id }) => id)
  const isDefault = columns.every(({ id, hidden }, index) => next.includes(id) === (index === 0 || !hidden))
  return { columns: isDefault ? null : next }
}

/** The positions of the first and the last row of a page, counted from 1; undefined where nobody can know them. */
export function positionsOf(
  { rows, total, next, previous }: ListPage<unknown>,
  from: number | null,
): { first: number; last: number } | undefined {
  if (rows.length === 0) return undefined
  // At both ends it is known for certain, whatever the address says.
  const first = previous === null ? 1 : next === null && total !== null ? total - rows.length + 1 : from
  return first === null || first < 1 ? undefined : { first, last: first + rows.length - 1 }
}

/** The changes of an address that lead to the pages beside this one; undefined where there is none. */
export function pagesBeside(
  { rows, next, previous, total }: ListPage<unknown>,
  address: Pick<ListAddress, 'from'>,
  size: number,
): { next?: ListChange; previous?: ListChange } {
  const at = positionsOf({ rows, total, next, previous }, address.from)
  // A last page that is full has a marker like any other: the services do not look whether something comes after it.
  const isLast = next === null || (at !== undefined && at.last === total)
  return {
    ...(isLast ? {} : { next: { after: next, before: null, from: at ? at.last + 1 : null } }),
    ...(previous === null
      ? {}
      : { previous: { before: previous, after: null, from: at ? Math.max(1, at.first - size) : null } }),
  }
}
