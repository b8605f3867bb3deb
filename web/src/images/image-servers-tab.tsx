import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { CreateServerButton } from '#shared/create-server-button'
import { useBff } from '#shared/scope'
import { ServersSection } from '#shared/servers-section'
import { t } from '#ui/i18n'
import { imageRefusal } from './image-permits.ts'
import { imageQuery, madeFrom } from './image-query.ts'
import { useAsking } from './use-asking.ts'

/** The servers that were made from an image. */
export default function ImageServersTab() {
  const { id = '' } = useParams()
  const asking = useAsking()
  const { data: image } = useSuspenseQuery(imageQuery(useBff(), id))
  return (
    <ServersSection
      title={t('Servers made from this image')}
      q={madeFrom(id)}
      nothing={{ title: t('No servers were made from this image') }}
      create={
        asking.projectId !== null && (
          <CreateServerButton
            start={{ image: id }}
            refusal={imageRefusal('createServer', image, asking)}
            variant="default"
          />
        )
      }
    />
  )
}
