import { OwnerName } from '#shared/owner-name'
import { t } from '#ui/i18n'
import type { ListColumn } from './descriptor.ts'

/** Whose something is: its project's id, with the name where it is known. */
interface Owned {
  id: string
  name: string | null | undefined
}

/** The column of the projects that rows belong to, in lists of all projects; `sortKey` where the service sorts by it. */
export const projectColumn = <Row,>(ownerOf: (row: Row) => Owned, sortKey?: string): ListColumn<Row> => ({
  id: 'project',
  header: t('Project'),
  width: 130,
  ...(sortKey === undefined ? {} : { sortKey }),
  cell: (row) => <OwnerName {...ownerOf(row)} />,
  value: (row) => ownerOf(row).name ?? ownerOf(row).id,
})

/** The columns with `column` after the first, which is the name. */
export const afterName = <Row,>(columns: readonly ListColumn<Row>[], ...more: readonly ListColumn<Row>[]) => [
  ...columns.slice(0, 1),
  ...more,
  ...columns.slice(1),
]
