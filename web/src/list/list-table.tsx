import { Skeleton, UnstyledButton } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useMemo, useRef, type CSSProperties, type RefObject } from 'react'
import { t } from '#ui/i18n'
import type { Density } from '#ui/preferences'
import { columnWidths, leastWidth } from './column-widths.ts'
import type { ListColumn, ListDescriptor } from './descriptor.ts'
import { headingWidth } from './heading-width.ts'

import type { ListTable } from './list-model.ts'
import { ListRow } from './list-row.tsx'

/** How high rows are, in pixels. */
export const rowHeights: Record<Density, number> = { compact: 32, regular: 36, comfortable: 44 }

/** From here on only the rows within sight are drawn. */
const virtualFrom = 100

const selectWidth = 36
const menuWidth = 44

interface ListTableProps<Row extends object> {
  list: ListDescriptor<Row>
  table: ListTable<Row>
  density: Density
  isAll: boolean
  /** What is shown is older than what was asked for. */
  isOlder: boolean
  /** How many rows to announce while there are none yet; 0 once they have come. */
  skeletons: number
  /** Scrolls a row into sight that may not be drawn: for the keyboard. */
  showRow: RefObject<((index: number) => void) | null>
}

/** The rows of a list as a table: head and names stay where they are while the rest is scrolled. */
export function ListTable<Row extends object>(props: ListTableProps<Row>) {
  const { list, table, density, isAll, isOlder, skeletons, showRow } = props
  const { ref: measure, width } = useElementSize()
  const scroller = useRef<HTMLDivElement>(null)
  const newest = useRef({ list, table })
  newest.current = { list, table }
  const rows = table.getRowModel().rows
  const height = rowHeights[density]
  const isVirtual = rows.length > virtualFrom
  // oxlint-disable-next-line react/incompatible-library -- no compiler is at work here that would keep what it returns
  const virtualizer = useVirtualizer({
    count: rows.length,
    enabled: isVirtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]!.id,
    overscan: 12,
  })
  useLayoutEffect(() => virtualizer.measure(), [height, virtualizer])
  useLayoutEffect(() => {
    showRow.current = isVirtual ? (index) => virtualizer.scrollToIndex(index) : null
  })
  const items = isVirtual ? virtualizer.getVirtualItems() : undefined
  const above = items?.[0]?.start ?? 0
  const below = items ? virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0) : 0
  const isSelectable = list.bulk !== undefined
  useEffect(() => {
    const element = scroller.current
    element?.addEventListener('mouseover', showWhatIsCut)
    return () => element?.removeEventListener('mouseover', showWhatIsCut)
  }, [])
  const visible = table.getVisibleLeafColumns()
  const columns = useMemo(
    () => visible.map(({ id }) => list.columns.find((column) => column.id === id)!),
    [visible, list.columns],
  )
  const fixed = (isSelectable ? selectWidth : 0) + (list.actions ? menuWidth : 0)
  const withHeadings = useMemo(() => columns.map(wideAsHeading), [columns])
  const widths = columnWidths(withHeadings, width - fixed)
  const columnCount = columns.length + (isSelectable ? 1 : 0) + (list.actions ? 1 : 0)
  const needed = fixed + sum(widths)
  const style = {
    '--row-height': `${height}px`,
    '--name-start': isSelectable ? `${selectWidth}px` : '0px',
    width: needed,
  } as CSSProperties
  return (
    <div
      className="list-scroller"
      ref={(element) => {
        scroller.current = element
        measure(element)
      }}
    >
      <table
        className="list-table"
        aria-label={list.title}
        aria-rowcount={isVirtual ? rows.length + 1 : undefined}
        aria-busy={isOlder || skeletons > 0}
        data-older={isOlder || undefined}
        data-wide={(width > 0 && needed > width) || undefined}
        style={style}
      >
        <colgroup>
          {isSelectable && <col style={{ width: selectWidth }} />}
          {columns.map(({ id }, index) => (
            <col key={id} style={{ width: widths[index] }} />
          ))}
          {list.actions && <col style={{ width: menuWidth }} />}
        </colgroup>
        <thead>
          <tr aria-rowindex={isVirtual ? 1 : undefined}>
            {isSelectable && <SelectPage table={table} isAll={isAll} things={list.things} />}
            {columns.map(({ id, align }) => (
              <Heading key={id} id={id} table={table} isRight={align === 'right'} />
            ))}
            {list.actions && (
              <th className="list-menu">
                <span className="visually-hidden">{t('Actions')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <Gap height={above} />}
          {(items ?? rows).map(({ index }) => {
            const row = rows[index]!
            return (
              <ListRow
                key={row.id}
                id={row.id}
                row={row.original}
                index={isVirtual ? index : undefined}
                newest={newest}
                columns={columns}
                isSelected={isAll || row.getIsSelected()}
              />
            )
          })}
          {below > 0 && <Gap height={below} />}
          {Array.from({ length: skeletons }, (_, index) => (
            <tr key={index} aria-hidden>
              {Array.from({ length: columnCount }, (_cell, cell) => (
                <td key={cell}>
                  <Skeleton height={10} width={cell === 0 && isSelectable ? 16 : '60%'} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A column that is at least as wide as its heading: that is longer in some languages than in others. */
const wideAsHeading = <Row,>({ header, width = leastWidth, align, sortKey }: ListColumn<Row>) => ({
  width: Math.max(width, headingWidth(header, sortKey !== undefined)),
  align,
})

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** Stands for the rows that are not drawn. */
const Gap = ({ height }: { height: number }) => <tr aria-hidden style={{ height }} />

/** A cell that is cut off shows its whole text on hover: one listener for all of them, and no tooltip where nothing is missing. */
function showWhatIsCut({ target }: MouseEvent) {
  const cell = (target as HTMLElement).closest<HTMLElement>('[data-cell]')
  if (!cell) return
  const cut = [cell, ...cell.querySelectorAll<HTMLElement>('*')].some(
    ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
  )
  if (cut) cell.title = cell.textContent.trim()
  else cell.removeAttribute('title')
}

interface SelectPageProps<Row extends object> {
  table: ListTable<Row>
  isAll: boolean
  things: string
}

function SelectPage<Row extends object>({ table, isAll, things }: SelectPageProps<Row>) {
  const isPage = isAll || table.getIsAllRowsSelected()
  return (
    <th className="list-select">
      <input
        type="checkbox"
        className="list-box"
        aria-label={t('Select all {{things}} of this page', { things })}
        checked={isPage}
        ref={(box) => {
          if (box) box.indeterminate = !isPage && table.getIsSomeRowsSelected()
        }}
        onChange={() => table.toggleAllRowsSelected(!isPage)}
      />
    </th>
  )
}

interface HeadingProps<Row extends object> {
  id: string
  table: ListTable<Row>
  isRight: boolean
}

function Heading<Row extends object>({ id, table, isRight }: HeadingProps<Row>) {
  const column = table.getColumn(id)!
  const header = String(column.columnDef.header)
  if (!column.getCanSort()) return <th data-align={isRight ? 'right' : undefined}>{header}</th>
  const sorted = column.getIsSorted()
  const isOneOfSeveral = sorted !== false && table.state.sorting.length > 1
  const Icon = sorted === false ? IconArrowsSort : sorted === 'asc' ? IconArrowUp : IconArrowDown
  return (
    <th
      data-align={isRight ? 'right' : undefined}
      aria-sort={sorted === false ? 'none' : sorted === 'asc' ? 'ascending' : 'descending'}
    >
      <UnstyledButton
        className="list-sort"
        title={t('Sort by {{column}}; with Shift, as a further key', { column: header })}
        onClick={column.getToggleSortingHandler()}
      >
        <span className="clip">{header}</span>
        <Icon size={14} aria-hidden data-idle={sorted === false || undefined} />
        {isOneOfSeveral && <span className="list-sort-place">{column.getSortIndex() + 1}</span>}
      </UnstyledButton>
    </th>
  )
}
