import type { OverviewView } from '@kilonova/compute-core/api/kilonova/overview/overview-schema'
import { adminPaths } from '#shared/paths'
import { type Column, DataTable } from '#ui/data-table'
import { formatNumber, formatShare } from '#ui/format'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'

type Row = OverviewView['busiest'][number]

const share = (value: number | null) => (value === null ? <span className="dimmed">—</span> : formatShare(value))

const columns: Column<Row>[] = [
  { header: t('Host'), cell: ({ host }) => <NameLink to={adminPaths.host(host)} name={host} /> },
  { header: t('CPU'), align: 'right', cell: ({ cpu_share: cpu }) => share(cpu) },
  { header: t('Memory'), align: 'right', cell: ({ memory_share: memory }) => share(memory) },
  { header: t('Promised'), align: 'right', cell: ({ promised_share: promised }) => share(promised) },
  { header: t('Servers'), align: 'right', cell: ({ servers }) => formatNumber(servers) },
]

/** The hosts whose servers use most of them now. */
export const BusiestHosts = ({ hosts }: { hosts: readonly Row[] }) => (
  <DataTable
    label={t('Busiest hosts')}
    rows={hosts}
    columns={columns}
    rowKey={({ host }) => host}
    whenEmpty={<p className="dimmed card-body">{t('No host has a server.')}</p>}
  />
)
