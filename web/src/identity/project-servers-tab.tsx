import { useParams } from 'react-router'
import { ServersSection } from '#shared/servers-section'
import { t } from '#ui/i18n'

/** The servers of a project. */
export default function ProjectServersTab() {
  const { id = '' } = useParams()
  return (
    <ServersSection
      title={t('Servers')}
      q={`project:${id}`}
      hasHosts
      nothing={{ title: t('No servers in this project') }}
    />
  )
}
