import { memo, type RefObject } from 'react'
import { useRecentlyChanged } from '#shared/recently-changed'
import { t } from '#ui/i18n'
import { ActionsMenu, type MenuAction } from '#ui/actions-menu'
import type { ListColumn, ListDescriptor } from './descriptor.ts'
import type { ListTable } from './list-model.ts'

/** The list that a row is in, as it is when somebody clicks: a row is not drawn again whenever its list is. */
export interface NewestList<Row extends object> {
  list: ListDescriptor<Row>
  table: ListTable<Row>
}

interface ListRowProps<Row extends object> {
  id: string
  row: Row
  /** Its place, where not every row is drawn. */
  index: number | undefined
  newest: RefObject<NewestList<Row>>
  columns: readonly ListColumn<Row>[]
  isSelected: boolean
}

/** A row of a list. It takes the focus of j and k, and is drawn again only if what it shows changes. */
export const ListRow = memo(DrawnRow) as typeof DrawnRow

function DrawnRow<Row extends object>({ id, row, index, newest, columns, isSelected }: ListRowProps<Row>) {
  const { list } = newest.current
  const name = list.nameOf(row)
  const isChanged = useRecentlyChanged(id)
  return (
    <tr
      data-row={id}
      data-selected={isSelected || undefined}
      data-changed={isChanged || undefined}
      tabIndex={-1}
      aria-rowindex={index === undefined ? undefined : index + 2}
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
    >
      {list.bulk && (
        <td className="list-select">
          <input
            type="checkbox"
            className="list-box"
            aria-label={t('Select {{name}}', { name })}
            checked={isSelected}
            onChange={(event) => newest.current.table.getRow(id).getToggleSelectedHandler()(event)}
          />
        </td>
      )}
      {columns.map(({ id: column, cell, align }, place) =>
        place === 0 ? (
          <th key={column} scope="row" data-cell={column}>
            {cell(row)}
          </th>
        ) : (
          <td key={column} data-cell={column} data-align={align}>
            {cell(row)}
          </td>
        ),
      )}
      {list.actions && (
        <td className="list-menu">
          <ActionsMenu of={name} actions={() => menuOf(row, newest)} />
        </td>
      )}
    </tr>
  )
}

/** The menu of a row. What is chosen in it is looked up then, since what it does may depend on more than the row. */
export const menuOf = <Row extends object>(row: Row, newest: RefObject<NewestList<Row>>): MenuAction[] =>
  (newest.current.list.actions?.(row) ?? []).map((action) => ({
    ...action,
    onClick: () =>
      newest.current.list
        .actions?.(row)
        .find(({ label }) => label === action.label)
        ?.onClick(),
  }))
