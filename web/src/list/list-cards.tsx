import { Skeleton } from '@mantine/core'
import type { ReactNode, RefObject } from 'react'
import { useRecentlyChanged } from '#shared/recently-changed'
import { t } from '#ui/i18n'
import { ActionsMenu } from '#ui/actions-menu'
import type { ListColumn, ListDescriptor } from './descriptor.ts'
import type { ListTable } from './list-model.ts'
import { menuOf, type NewestList } from './list-row.tsx'

interface ListCardsProps<Row extends object> {
  list: ListDescriptor<Row>
  table: ListTable<Row>
  isAll: boolean
  isOlder: boolean
  /** How many rows to announce while there are none yet. */
  skeletons: number
}

/** The rows of a list on a phone: two lines each, of which the second has what the list says is worth it. */
export function ListCards<Row extends object>({ list, table, isAll, isOlder, skeletons }: ListCardsProps<Row>) {
  const newest: RefObject<NewestList<Row>> = { current: { list, table } }
  const [first, second, ...others] = list.columns
  const beside = column(list, list.phone?.beside) ?? second
  const below = list.phone?.below.flatMap((id) => column(list, id) ?? []) ?? others.slice(0, 2)
  return (
    <ul
      className="list-cards"
      aria-label={list.title}
      aria-busy={isOlder || skeletons > 0}
      data-older={isOlder || undefined}
    >
      {table.getRowModel().rows.map((row) => {
        const { original } = row
        const name = list.nameOf(original)
        const isSelected = isAll || row.getIsSelected()
        return (
          <Card key={row.id} id={row.id} isSelected={isSelected}>
            {list.bulk && (
              <input
                type="checkbox"
                className="list-box"
                aria-label={t('Select {{name}}', { name })}
                checked={isSelected}
                onChange={row.getToggleSelectedHandler()}
              />
            )}
            <div className="list-card">
              <div className="list-card-line">
                <span className="list-card-name">{first?.cell(original)}</span>
                {beside && <span>{beside.cell(original)}</span>}
              </div>
              <div className="list-card-line list-card-below">
                {below.map(({ id, cell }) => (
                  <span key={id}>{cell(original)}</span>
                ))}
              </div>
            </div>
            {list.actions && <ActionsMenu of={name} actions={() => menuOf(original, newest)} />}
          </Card>
        )
      })}
      {Array.from({ length: skeletons }, (_, index) => (
        <li key={index} aria-hidden>
          <div className="list-card">
            <Skeleton height={12} width="60%" my={4} />
            <Skeleton height={10} width="40%" my={3} />
          </div>
        </li>
      ))}
    </ul>
  )
}

interface CardProps {
  id: string
  isSelected: boolean
  children: ReactNode
}

function Card({ id, isSelected, children }: CardProps) {
  const isChanged = useRecentlyChanged(id)
  return (
    <li data-row={id} data-selected={isSelected || undefined} data-changed={isChanged || undefined} tabIndex={-1}>
      {children}
    </li>
  )
}

const column = <Row extends object>(
  { columns }: ListDescriptor<Row>,
  id: string | undefined,
): ListColumn<Row> | undefined => columns.find((each) => each.id === id)
