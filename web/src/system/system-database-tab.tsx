import type { DatabaseView } from '@kilonova/compute-core/api/kilonova/system/system-schema'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useBff } from '#shared/scope'
import { type Column, DataTable } from '#ui/data-table'
import { FactList } from '#ui/facts'
import { formatBytes, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'
import { databaseQuery } from './system-queries.ts'

const tableColumns: readonly Column<DatabaseView['tables'][number]>[] = [
  { header: t('Table'), cell: ({ name }) => <span className="mono">{name}</span> },
  { header: t('Size with indexes'), align: 'right', cell: ({ bytes }) => formatBytes(bytes) },
  { header: t('Rows, about'), align: 'right', cell: ({ rows }) => (rows === null ? '—' : formatNumber(rows)) },
]

const migrationColumns: readonly Column<DatabaseView['migrations'][number]>[] = [
  { header: t('Migration'), cell: ({ name }) => <span className="mono">{name}</span> },
  { header: t('Applied'), cell: ({ ran_at: at }) => <RelativeTime at={at} /> },
]

/** How large the database is, who is connected, and what brought it forward. */
export default function SystemDatabaseTab() {
  const { database } = useSuspenseQuery(databaseQuery(useBff())).data
  const { version, bytes, connections, tables, migrations } = database
  const { active, idle, in_transaction: inTransaction, most } = connections
  return (
    <>
      <Section title={t('Database')}>
        <div className="facts">
          <FactList
            facts={[
              { name: t('PostgreSQL'), value: version },
              { name: t('Size'), value: formatBytes(bytes) },
              {
                name: t('Connections'),
                value: t('{{used}} of {{most}}: {{active}} active, {{inTransaction}} in a transaction, {{idle}} idle', {
                  used: active + idle + inTransaction,
                  most,
                  active,
                  inTransaction,
                  idle,
                }),
              },
              { name: t('Migrations'), value: formatNumber(migrations.length) },
            ]}
          />
        </div>
      </Section>
      <Section title={t('Largest tables')} surface="none">
        <DataTable
          label={t('Largest tables')}
          rows={tables}
          columns={tableColumns}
          rowKey={({ name }) => name}
          whenEmpty={null}
        />
      </Section>
      <Section title={t('Migrations of the database')} surface="none">
        <DataTable
          label={t('Migrations of the database')}
          rows={migrations}
          columns={migrationColumns}
          rowKey={({ name }) => name}
          whenEmpty={null}
        />
      </Section>
    </>
  )
}
