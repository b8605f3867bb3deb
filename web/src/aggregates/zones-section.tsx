import { IconMapPin } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { type Column, DataTable } from '#ui/data-table'
import { EmptyState } from '#ui/empty-state'
import { t } from '#ui/i18n'
import { Section } from '#ui/section'
import { Status, StatusMark } from '#ui/status'
import { type Zone, zonesQuery } from './aggregate-query.ts'

const columns: Column<Zone>[] = [
  { header: t('Zone'), cell: ({ name }) => name },
  { header: t('Status'), cell: (zone) => <ZoneStatus zone={zone} /> },
  { header: t('Hosts'), cell: ({ hosts }) => <Hosts hosts={hosts} /> },
]

/** The availability zones with their hosts, and whether they are up. */
export function ZonesSection() {
  const { data: zones } = useSuspenseQuery(zonesQuery(useBff()))
  return (
    <Section title={t('Availability zones')} surface="none">
      <DataTable
        label={t('Availability zones')}
        rows={zones}
        columns={columns}
        rowKey={({ name }) => name}
        whenEmpty={<EmptyState icon={<IconMapPin />} title={t('No hosts, and so no zones, yet')} />}
      />
    </Section>
  )
}

/** A zone takes servers as long as one of its hosts is enabled and up. */
function ZoneStatus({ zone: { hosts } }: { zone: Zone }) {
  const down = hosts.filter(({ isUp }) => !isUp).length
  if (hosts.length === 0) return <Status word={t('All hosts are disabled')} tone="idle" />
  if (down === hosts.length) return <Status word={t('All hosts are down')} tone="bad" />
  if (down > 0) return <Status word={t('{{count}} hosts are down', { count: down })} tone="warn" />
  return <Status word={t('Available')} tone="good" />
}

function Hosts({ hosts }: Pick<Zone, 'hosts'>) {
  if (hosts.length === 0) return <span className="dimmed">{t('None that takes servers')}</span>
  return (
    <>
      {hosts.map(({ name, isUp }, index) => (
        <span key={name}>
          {index > 0 && ', '}
          {!isUp && <StatusMark tone="bad" />}{' '}
          <Link to={adminPaths.host(name)} className="name-link">
            {name}
          </Link>
          {!isUp && <span className="dimmed"> {t('down')}</span>}
        </span>
      ))}
    </>
  )
}
