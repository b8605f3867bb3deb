import {
  columnVisibilityFeature,
  rowSelectionFeature,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type ReactTable,
  type Row as TableRow,
  type RowSelectionState,
  type SortingState,
  type Updater,
} from '@tanstack/react-table'
import { useMemo } from 'react'
import type { ListColumn } from './descriptor.ts'
import type { SortKey } from './list-address.ts'

const features = tableFeatures({ rowSortingFeature, rowSelectionFeature, columnVisibilityFeature })

export type ListTable<Row extends object> = ReactTable<typeof features, Row>
export type ListTableRow<Row extends object> = TableRow<typeof features, Row>

interface ListModel<Row> {
  columns: readonly ListColumn<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  shown: ReadonlySet<string>
  sort: readonly SortKey[]
  onSort: (change: (before: SortKey[]) => SortKey[]) => void
  selection: RowSelectionState
  onSelection: (updater: Updater<RowSelectionState>) => void
}

/** The model of a list: the cloud sorts and pages, the address says which columns there are, and the page who is selected. */
export function useListModel<Row extends object>(model: ListModel<Row>): ListTable<Row> {
  const { columns, rows, shown, sort, onSort } = model
  const definitions = useMemo<ColumnDef<typeof features, Row>[]>(
    () =>
      columns.map(({ id, header, cell, sortKey }) => ({
        id,
        header,
        // The cloud has sorted already: what is here only tells the model that this column has an order.
        accessorFn: () => id,
        cell: ({ row }) => cell(row.original),
        enableSorting: sortKey !== undefined,
      })),
    [columns],
  )
  const columnVisibility = useMemo(
    () => Object.fromEntries(columns.map(({ id }) => [id, shown.has(id)])),
    [columns, shown],
  )
  const sorting = useMemo(() => sort.map(sortingOf), [sort])
  return useTable({
    features,
    columns: definitions,
    data: rows as Row[],
    getRowId: model.rowKey,
    state: { sorting, columnVisibility, rowSelection: model.selection },
    manualSorting: true,
    enableSortingRemoval: false,
    sortDescFirst: false,
    onSortingChange: (updater) =>
      onSort((before) => {
        const old: SortingState = before.map(sortingOf)
        const next = typeof updater === 'function' ? updater(old) : updater
        return next.map(({ id, desc }) => ({ column: id, direction: desc ? 'desc' : 'asc' }))
      }),
    onRowSelectionChange: model.onSelection,
  })
}

const sortingOf = ({ column, direction }: SortKey) => ({ id: column, desc: direction === 'desc' })
