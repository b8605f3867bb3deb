import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { useBff, usePaths } from '#shared/scope'
import { ServersSection } from '#shared/servers-section'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { imageRefusal } from './image-permits.ts'
import { imageQuery, madeFrom } from './image-query.ts'
import { useAsking } from './use-asking.ts'

/** The servers that were made from an image. */
export default function ImageServersTab() {
  const { id = '' } = useParams()
  const paths = usePaths()
  const asking = useAsking()
  const { data: image } = useSuspenseQuery(imageQuery(useBff(), id))
  const mayCreate = asking.projectId !== null && imageRefusal('createServer', image, asking) === undefined
  return (
    <ServersSection
      title={t('Servers made from this image')}
      q={madeFrom(id)}
      nothing={{ title: t('No servers were made from this image') }}
      create={
        mayCreate && (
          <LinkButton to={`${paths.serverCreate()}?image=${encodeURIComponent(id)}`} variant="default">
            {t('Create server')}
          </LinkButton>
        )
      }
    />
  )
}
