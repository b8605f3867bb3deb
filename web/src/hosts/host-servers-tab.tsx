import { quoted } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import { useOutletContext } from 'react-router'
import { ServersSection } from '#shared/servers-section'
import { t } from '#ui/i18n'
import type { HostInFull } from './host-queries.ts'

/** The servers of all projects that are on a host. */
export default function HostServersTab() {
  const { name } = useOutletContext<HostInFull>()
  return (
    <ServersSection
      title={t('Servers on this host')}
      q={`host:${quoted(name)}`}
      nothing={{ title: t('No server is on this host') }}
    />
  )
}
