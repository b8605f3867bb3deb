import { Table } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from './i18n.ts'

/** A column: its heading and the content of its cells. Define lists of columns at module scope. */
export interface Column<Row> {
  header: string
  cell: (row: Row) => ReactNode
  /** Numbers stand on the right. */
  align?: 'right'
  /** Hidden on screens of this width and below. */
  hideOn?: 'narrow' | 'medium'
}

interface DataTableProps<Row> {
  /** The name of the table for screen readers. */
  label: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  rowKey: (row: Row) => string
  /** The last cell of a row: usually its menu. */
  renderActions?: (row: Row) => ReactNode
  whenEmpty: ReactNode
}

/** A table with a name for screen readers, and a content of its own when it is empty. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, rows, columns, rowKey, renderActions, whenEmpty } = props
  if (rows.length === 0) return <div className="card">{whenEmpty}</div>
  return (
    <Table.ScrollContainer minWidth={300} className="card" type="native">
      <Table aria-label={label} verticalSpacing="sm" horizontalSpacing="md" highlightOnHover layout="auto">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.header} className={hidden(column.hideOn)} data-align={column.align}>
                {column.header}
              </Table.Th>
            ))}
            {renderActions && (
              <Table.Th w={56}>
                <span className="visually-hidden">{t('Actions')}</span>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map((column, index) =>
                index === 0 ? (
                  <Table.Th key={column.header} scope="row" fw={500}>
                    {column.cell(row)}
                  </Table.Th>
                ) : (
                  <Table.Td key={column.header} className={hidden(column.hideOn)} data-align={column.align}>
                    {column.cell(row)}
                  </Table.Td>
                ),
              )}
              {renderActions && <Table.Td>{renderActions(row)}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

const hidden = (hideOn: 'narrow' | 'medium' | undefined): string => (hideOn ? `hide-${hideOn}` : '')
