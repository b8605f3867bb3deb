import { Checkbox, Table, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { insideSentence } from './format.ts'
import { t } from './i18n.ts'

/** A column: its heading and the content of its cells. Define lists of columns at module scope. */
export interface Column<Row> {
  header: string
  cell: (row: Row) => ReactNode
  /** What the server sorts by when the heading is clicked. */
  sortKey?: string
  /** Numbers stand on the right. */
  align?: 'right'
  /** Hidden on screens of this width and below. */
  hideOn?: 'narrow' | 'medium'
}

/** The order of rows. */
export interface Sort {
  key: string
  direction: 'asc' | 'desc'
}

/** The rows that are selected for a common action. */
export interface Selection<Row> {
  keys: ReadonlySet<string>
  onChange: (keys: ReadonlySet<string>) => void
  nameOf: (row: Row) => string
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
  sort?: Sort
  onSort?: (sort: Sort) => void
  selection?: Selection<Row>
}

/** A table with a name for screen readers, sortable headings, and a content of its own when it is empty. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, rows, columns, rowKey, renderActions, whenEmpty, selection } = props
  if (rows.length === 0) return <div className="card">{whenEmpty}</div>
  return (
    <Table.ScrollContainer minWidth={300} className="card" type="native">
      <Table aria-label={label} verticalSpacing="sm" horizontalSpacing="md" highlightOnHover layout="auto">
        <Table.Thead>
          <Table.Tr>
            {selection && <SelectAll keys={rows.map(rowKey)} label={label} selection={selection} />}
            {columns.map((column) => (
              <Heading key={column.header} column={column} sort={props.sort} onSort={props.onSort} />
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
            <Table.Tr key={rowKey(row)} data-selected={selection?.keys.has(rowKey(row)) || undefined}>
              {selection && <SelectRow id={rowKey(row)} row={row} selection={selection} />}
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

/** `keys` with or without `id`. */
const withKey = (keys: ReadonlySet<string>, id: string, isIn: boolean): ReadonlySet<string> =>
  new Set(isIn ? [...keys, id] : [...keys].filter((key) => key !== id))

interface SelectRowProps<Row> {
  id: string
  row: Row
  selection: Selection<Row>
}

function SelectRow<Row>({ id, row, selection: { keys, onChange, nameOf } }: SelectRowProps<Row>) {
  return (
    <Table.Td className="select-cell">
      <Checkbox
        size="xs"
        aria-label={t('Select {{name}}', { name: nameOf(row) })}
        checked={keys.has(id)}
        onChange={(event) => onChange(withKey(keys, id, event.currentTarget.checked))}
      />
    </Table.Td>
  )
}

interface SelectAllProps<Row> {
  keys: readonly string[]
  label: string
  selection: Selection<Row>
}

function SelectAll<Row>({ keys, label, selection }: SelectAllProps<Row>) {
  const chosen = keys.filter((key) => selection.keys.has(key)).length
  return (
    <Table.Th className="select-cell" w={36}>
      <Checkbox
        size="xs"
        aria-label={t('Select all {{things}}', { things: insideSentence(label) })}
        checked={chosen > 0 && chosen === keys.length}
        indeterminate={chosen > 0 && chosen < keys.length}
        onChange={(event) => selection.onChange(new Set(event.currentTarget.checked ? keys : []))}
      />
    </Table.Th>
  )
}

interface HeadingProps {
  column: Pick<Column<never>, 'header' | 'sortKey' | 'hideOn' | 'align'>
  sort: Sort | undefined
  onSort: ((sort: Sort) => void) | undefined
}

function Heading({ column: { header, sortKey, hideOn, align }, sort, onSort }: HeadingProps) {
  if (!sortKey || !onSort)
    return (
      <Table.Th className={hidden(hideOn)} data-align={align}>
        {header}
      </Table.Th>
    )
  const direction = sort?.key === sortKey ? sort.direction : undefined
  const Icon = direction === undefined ? IconArrowsSort : direction === 'asc' ? IconArrowUp : IconArrowDown
  const spoken = direction === undefined ? 'none' : direction === 'asc' ? 'ascending' : 'descending'
  return (
    <Table.Th className={hidden(hideOn)} aria-sort={spoken} data-align={align}>
      <UnstyledButton
        fz="inherit"
        fw="inherit"
        onClick={() => onSort({ key: sortKey, direction: direction === 'asc' ? 'desc' : 'asc' })}
        style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}
      >
        {header} <Icon size={14} aria-hidden opacity={direction ? 1 : 0.4} />
      </UnstyledButton>
    </Table.Th>
  )
}
