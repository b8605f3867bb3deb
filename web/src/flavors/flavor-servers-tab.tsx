import { useOutletContext } from 'react-router'
import { ServersSection } from '#shared/servers-section'
import { t } from '#ui/i18n'
import { type FlavorRow, madeOf } from './flavor-query.ts'

/** The servers that were made of a flavor, in all projects. */
export default function FlavorServersTab() {
  const { id } = useOutletContext<FlavorRow>()
  return (
    <ServersSection
      title={t('Servers of this size')}
      q={madeOf(id)}
      hasHosts
      nothing={{
        title: t('No server was made of this flavor'),
        text: t('It can be deleted, and nobody would miss it but who is about to choose it.'),
      }}
    />
  )
}
