import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { Button } from '@mantine/core'
import { IconGift } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import { refetchAfter } from '#shared/changes'
import { useBff, usePaths } from '#shared/scope'
import { ActionButton } from '#ui/action-button'
import { Banner } from '#ui/banner'
import { ErrorNotice } from '#ui/error-notice'
import { t } from '#ui/i18n'
import { useRefusalBy } from '#ui/permit'
import { NameLink } from '#ui/name-link'
import { imageAddress } from './image-changes.ts'
import { OwnerName } from '#shared/owner-name'
import { offeredImagesQuery } from './image-query.ts'
import { imageName } from './image-words.ts'
import { useAsking } from './use-asking.ts'

type Answer = 'accepted' | 'rejected'

/** Accepts or rejects what is shared with the project, and resolves once the lists show it. */
export function useOfferAnswer() {
  const bff = useBff()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (offer: { imageId: string; projectId: string; status: Answer }) => {
      await answerOffer(bff, offer)
      await refetchAfter(queryClient, { topic: 'image', id: offer.imageId })
    },
  })
}

const answerOffer = (bff: Bff, offer: { imageId: string; projectId: string; status: Answer }) =>
  api(bff).send('image', `${imageAddress(offer.imageId)}/members/${encodeURIComponent(offer.projectId)}`, {
    method: 'PUT',
    json: { status: offer.status },
  })

/** Says which images others offer to the project, until each is accepted or rejected. */
export function OfferedImages() {
  const { projectId, isAdmin } = useAsking()
  return projectId === null ? null : <OffersTo projectId={projectId} isAdmin={isAdmin} />
}

function OffersTo({ projectId, isAdmin }: { projectId: string; isAdmin: boolean }) {
  const { data } = useQuery(offeredImagesQuery(useBff(), { projectId, isAdmin }))
  if (!data || data.images.length === 0) return null
  return (
    <div className="notices">
      <Banner
        tone="idle"
        icon={<IconGift size={18} />}
        title={t('{{count}} images are offered to you', { count: data.total })}
        text={
          <ul className="plain-list">
            {data.images.map((image) => (
              <Offer key={image.id} image={image} projectId={projectId} />
            ))}
          </ul>
        }
      />
    </div>
  )
}

function Offer({ image, projectId }: { image: ImageView; projectId: string }) {
  const paths = usePaths()
  return (
    <li>
      <NameLink to={paths.image(image.id)} name={imageName(image)} />{' '}
      <span className="dimmed">{t('from project')}</span> <OwnerName id={image.owner} />{' '}
      <OfferButtons image={image} projectId={projectId} />
    </li>
  )
}

/** The answers to an offer: accept and reject. */
export function OfferButtons({ image, projectId }: { image: ImageView; projectId: string }) {
  const answer = useOfferAnswer()
  const say = (status: Answer) => answer.mutate({ imageId: image.id, projectId, status })
  const refusal = useRefusalBy()('modify_member')
  const name = imageName(image)
  return (
    <>
      <ActionButton
        size="compact-xs"
        refusal={refusal}
        loading={answer.isPending}
        aria-label={t('Accept {{name}}', { name })}
        onClick={() => say('accepted')}
      >
        {t('Accept')}
      </ActionButton>{' '}
      {!refusal && (
        <Button
          size="compact-xs"
          variant="default"
          disabled={answer.isPending}
          aria-label={t('Reject {{name}}', { name })}
          onClick={() => say('rejected')}
        >
          {t('Reject')}
        </Button>
      )}
      {answer.error && <ErrorNotice error={answer.error} />}
    </>
  )
}
