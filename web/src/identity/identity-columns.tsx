import type { ListColumn } from '#list/descriptor'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { EnabledStatus } from './enabled-status.tsx'

// The columns that the lists of identity have in common.

interface Named {
  id: string
  name: string
}

/** The name, which leads to the page at `pathOf` its id. */
export const nameColumn = <Row extends Named>(pathOf: (id: string) => string, width = 220): ListColumn<Row> => ({
  id: 'name',
  header: t('Name'),
  sortKey: 'name',
  width,
  cell: ({ id, name }) => <NameLink to={pathOf(id)} name={name} />,
  value: ({ name }) => name,
})

/** Whether it is in use. */
export const enabledColumn = <Row extends { enabled: boolean }>(): ListColumn<Row> => ({
  id: 'enabled',
  header: t('Status'),
  sortKey: 'enabled',
  width: 110,
  cell: ({ enabled }) => <EnabledStatus enabled={enabled} />,
  value: ({ enabled }) => enabled,
})

/** The name of its domain. */
export const domainColumn = <Row extends { domain: string }>(): ListColumn<Row> => ({
  id: 'domain',
  header: t('Domain'),
  sortKey: 'domain',
  width: 140,
  cell: ({ domain }) => domain,
  value: ({ domain }) => domain,
})

/** What it is for. */
export const descriptionColumn = <Row extends { description?: string | null | undefined }>(
  width: number,
): ListColumn<Row> => ({
  id: 'description',
  header: t('Description'),
  sortKey: 'description',
  width,
  cell: ({ description }) => description,
  value: ({ description }) => description,
})

/** Its id, which few look for. */
export const idColumn = <Row extends { id: string }>(): ListColumn<Row> => ({
  id: 'id',
  header: t('ID'),
  sortKey: 'id',
  width: 260,
  hidden: true,
  cell: ({ id }) => <span className="mono">{id}</span>,
  value: ({ id }) => id,
})
