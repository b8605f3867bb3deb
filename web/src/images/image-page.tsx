import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { IconGift, IconLock } from '@tabler/icons-react'
import { Suspense } from 'react'
import { Outlet, useNavigate, useParams } from 'react-router'
import { imageStatusLook } from '#shared/image-status'
import { RefusalError } from '#shared/bff'
import { useBff, usePaths, useScope } from '#shared/scope'
import { Banner } from '#ui/banner'
import { t } from '#ui/i18n'
import { LoadingPart } from '#ui/loading'
import { RouteTabs } from '#ui/route-tabs'
import { Status } from '#ui/status'
import { TitleBar } from '#ui/title-bar'
import { OwnerName } from '#shared/owner-name'
import { imageMembersQuery, imageQuery } from './image-query.ts'
import { imageName, visibilityWords } from './image-words.ts'
import { OfferButtons } from './offered-images.tsx'
import { useAsking } from './use-asking.ts'
import { useImageActions } from './use-image-actions.tsx'

/** Everything about one image. */
export default function ImagePage() {
  const { id = '' } = useParams()
  const { data, error } = useSuspenseQuery(imageQuery(useBff(), id))
  // Deleted, or no longer shared with the project, while it was shown: what is on the page is no longer true.
  if (error instanceof RefusalError && (error.status === 404 || error.status === 403)) throw error
  return <LoadedImage image={data} />
}

function LoadedImage({ image }: { image: ImageView }) {
  const { id } = image
  const navigate = useNavigate()
  const paths = usePaths()
  const scope = useScope()
  const actions = useImageActions(() => void navigate(paths.images()))
  return (
    <>
      <TitleBar
        crumbs={[
          { label: scope.name ?? t('Administration'), to: paths.home() },
          { label: t('Images'), to: paths.images() },
        ]}
        title={imageName(image)}
        status={
          <>
            <Status {...imageStatusLook(image.status)} code={image.status} />
            <span className="dimmed" title={visibilityWords[image.visibility].means}>
              {visibilityWords[image.visibility].word}
            </span>
            {image.protected && (
              <span className="dimmed">
                <IconLock size={14} aria-hidden /> {t('Protected')}
              </span>
            )}
          </>
        }
        likely={actions.likelyOf(image)}
        actions={actions.menuOf(image)}
      />
      <RouteTabs
        label={t('Image sections')}
        tabs={[
          { label: t('Overview'), to: paths.image(id) },
          { label: t('Members'), to: paths.imageMembers(id) },
          { label: t('Servers'), to: paths.imageServers(id) },
        ]}
      />
      <OfferedHere image={image} />
      <Suspense fallback={<LoadingPart />}>
        <Outlet />
      </Suspense>
      {actions.dialogs}
    </>
  )
}

/** Says that the image is offered to the project, which has neither accepted nor rejected it. */
function OfferedHere({ image }: { image: ImageView }) {
  const { projectId } = useAsking()
  const isOthers = image.visibility === 'shared' && image.owner !== projectId
  const { data } = useQuery({ ...imageMembersQuery(useBff(), image.id), enabled: isOthers && projectId !== null })
  const isPending = data?.some(({ member_id: member, status }) => member === projectId && status === 'pending')
  if (!isPending || projectId === null || !isOthers) return null
  return (
    <div className="notices">
      <Banner
        tone="idle"
        icon={<IconGift size={18} />}
        title={t('This image is offered to you')}
        text={
          <>
            {t('Once you accept it, it is in your list of images.')} {t('It comes from project')}{' '}
            <OwnerName id={image.owner} />
          </>
        }
      >
        <OfferButtons image={image} projectId={projectId} />
      </Banner>
    </div>
  )
}
