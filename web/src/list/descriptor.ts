import type { QueryFunction, QueryKey, QueryMeta, UseQueryOptions } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { MenuAction } from '#ui/actions-menu'
import type { Needs } from '#ui/permit'
import type { SortKey } from './list-address.ts'

/** A column of a list. Define lists of columns at module scope. */
export interface ListColumn<Row> {
  /** Its name in addresses and exports. */
  id: string
  header: string
  /** One line: what does not fit is cut off and shown on hover. */
  cell: (row: Row) => ReactNode
  /** The plain value, for exports. A column without one is not exported. */
  value?: (row: Row) => string | number | boolean | null | undefined
  /** What the cloud sorts by; a column without one cannot be sorted by. */
  sortKey?: string
  /** Numbers stand on the right. */
  align?: 'right'
  /** The least width in pixels; wider screens give each column its share of the rest. */
  width?: number
  /** Not shown until somebody chooses it. */
  hidden?: boolean
}

/** What a page of a list is asked by. */
export interface ListRequest {
  /** The text of the query bar; '' is everything. */
  q: string
  /** Most significant first, by the sort keys of the columns. */
  sort: readonly { key: string; direction: 'asc' | 'desc' }[]
  /** The page begins after this row. */
  after?: string
  /** The page ends before this row. */
  before?: string
  size: number
}

/** A page of a list. */
export interface ListPage<Row> {
  rows: readonly Row[]
  /** How many rows match in all; null if nobody knows. */
  total: number | null
  /** The marker of the next page; null on the last one. */
  next: string | null
  /** The marker that the previous page ends before; null on the first one. */
  previous: string | null
}

/** How a page of a list is read. `queryFn` passes its signal on, so that an answer nobody waits for is not made. */
export interface ListQuery<Row> {
  queryKey: QueryKey
  queryFn: QueryFunction<ListPage<Row>>
  meta: QueryMeta
  refetchInterval?: UseQueryOptions<ListPage<Row>>['refetchInterval']
}

/** A list's query, with the type of its rows. */
export const listQuery = <Row>(query: ListQuery<Row>): ListQuery<Row> => query

/** A key of the query bar, as the cloud's own lists declare theirs. */
export interface QueryKeyWord {
  kind: 'text' | 'words' | 'id' | 'enum' | 'number' | 'time' | 'boolean' | 'map'
  /** What it finds, in a sentence. */
  summary: string
  /** All of its values, where they are few. */
  values?: readonly string[]
  /** The cloud refuses it to everybody else. */
  isForAdministrators?: boolean
}

/** The keys of a list by name. */
export type QueryKeyWords = Readonly<Record<string, QueryKeyWord>>

/** Finds values of a key that have what was typed in them. */
export type Suggest = (typed: string, signal: AbortSignal) => Promise<readonly string[]>

/** The rows of a common action: chosen one by one, or all that match a query. */
export type Selected<Row> =
  | { all: false; ids: readonly string[]; rows: readonly Row[] }
  | { all: true; q: string; total: number }

/** An action on several rows. */
export interface BulkAction extends MenuAction {
  /** A button of its own in the bar; the others are in its menu. */
  isFrequent?: boolean
}

/** What a list shows when there is nothing yet. */
export interface EmptyList {
  icon: ReactNode
  title: string
  text?: string
}

/** How a thing of this kind is made: on a page of its own, or in a form that `?new` opens. */
export interface ListCreate {
  label: string
  icon?: ReactNode
  to?: string
  renderForm?: (dialog: { opened: boolean; onClose: () => void }) => ReactNode
  /** Why this person cannot. */
  refusal?: string | undefined
  /** The policy rules that it takes. */
  needs?: Needs | undefined
}

/** Everything that a list of resources is made of. */
export interface ListDescriptor<Row> {
  /** The name of the list in storage and exported files: `servers`. */
  name: string
  /** "Servers" */
  title: string
  /** What they are for, in a sentence. */
  description?: ReactNode
  /** What needs to be known first: between the heading and the rows. */
  notice?: ReactNode
  /** It stands on a page about something else, which has the heading. */
  isPart?: boolean
  /** Several of them, within a sentence: "servers". */
  things: string
  columns: readonly ListColumn<Row>[]
  rowKey: (row: Row) => string
  nameOf: (row: Row) => string
  /** The order where the address names none, by ids of columns. */
  defaultSort?: readonly SortKey[]
  /** The keys that the query bar knows. */
  keys?: QueryKeyWords
  /** Where values of a key come from that are too many to be declared. */
  suggest?: Readonly<Record<string, Suggest>>
  /** What the empty query bar says: "Name, address, tag …". */
  placeholder?: string
  query: (request: ListRequest) => ListQuery<Row>
  /** The page of a row; Enter opens it. */
  open?: (row: Row) => string
  actions?: (row: Row) => readonly MenuAction[]
  bulk?: (selected: Selected<Row>) => readonly BulkAction[]
  empty: EmptyList
  create?: ListCreate
  /** Where the cloud itself sends all that matches as CSV, with everything; by default the page reads it, with the columns shown. */
  csv?: (request: ListRequest) => string
  /** Columns of a CSV file beside those that are shown, for whoever reads the file alone; those that are shown are not doubled. */
  alsoInCsv?: readonly ListColumn<Row>[]
  /** On phones: the column beside the name, and those on the second line. */
  phone?: { beside?: string; below: readonly string[] }
  /** Rows of a page; `[25, 50, 100, 200]` if absent. */
  sizes?: readonly number[]
  /** Filters of one click above the table, as queries of the bar. */
  children?: ReactNode
}
