import type { RefObject } from 'react'
import { t } from '#ui/i18n'
import { useShortcuts } from '#shared/shortcuts'
import type { ListTable } from './list-model.ts'

interface RowKeys<Row extends object> {
  table: ListTable<Row>
  region: RefObject<HTMLElement | null>
  /** Scrolls a row into sight that may not be drawn. */
  showRow: RefObject<((index: number) => void) | null>
  isSelectable: boolean
  onOpen: ((row: Row) => void) | undefined
}

/** The keys of a list: j and k move from row to row, x selects, X selects up to there, Enter opens, o opens the menu. */
export function useRowKeys<Row extends object>({ table, region, showRow, isSelectable, onOpen }: RowKeys<Row>): void {
  const rows = table.getRowModel().rows
  const focused = () => document.activeElement?.closest<HTMLElement>('[data-row]') ?? undefined
  const current = () => rows.find(({ id }) => id === focused()?.dataset['row'])
  const move = (by: number) => {
    const at = rows.findIndex(({ id }) => id === focused()?.dataset['row'])
    const index = at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))
    const row = rows[index]
    if (!row) return false
    const element = () => region.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.id)}"]`)
    if (element()) element()?.focus()
    else {
      showRow.current?.(index)
      requestAnimationFrame(() => requestAnimationFrame(() => element()?.focus()))
    }
    return true
  }
  const select = (isRange: boolean) => {
    const row = current()
    if (!row || !isSelectable) return false
    row.getToggleSelectedHandler()({ target: { checked: isRange || !row.getIsSelected() }, shiftKey: isRange })
    return true
  }
  const open = () => {
    const row = current()
    // A link or a button in the row has an Enter of its own.
    if (!row || !onOpen || document.activeElement !== focused()) return false
    onOpen(row.original)
    return true
  }
  const openMenu = () => {
    const button = focused()?.querySelector<HTMLElement>('[aria-haspopup="menu"]')
    button?.click()
    return button !== undefined && button !== null
  }
  useShortcuts(t('Rows of a list'), [
    { key: 'j', label: t('Next row'), run: () => move(1) },
    { key: 'k', label: t('Previous row'), run: () => move(-1) },
    ...(isSelectable
      ? [
          { key: 'x', label: t('Select the row'), run: () => select(false) },
          { key: 'X', label: t('Select all rows up to this one'), run: () => select(true) },
        ]
      : []),
    ...(onOpen ? [{ key: 'Enter', label: t('Open'), run: open }] : []),
    { key: 'o', label: t('Actions of the row'), run: openMenu },
  ])
}
