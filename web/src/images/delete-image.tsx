import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { Confirm } from '#ui/confirm'
import { t } from '#ui/i18n'
import { imageAddress } from './image-changes.ts'
import { concernsOthers } from './image-permits.ts'
import { type ImageUse, imageUseQuery } from './image-query.ts'
import { imageName } from './image-words.ts'
import { useAsking } from './use-asking.ts'

interface DeleteImageProps {
  image: ImageView
  opened: boolean
  onClose: () => void
  onDeleted?: (() => unknown) | undefined
}

/** Deletes an image, having said who uses it. Of somebody else's, and of one that others see, the name is typed first. */
export function DeleteImage({ image, opened, onClose, onDeleted }: DeleteImageProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const asking = useAsking()
  // Counted anew each time: who uses it decides whether somebody means it.
  const { data: use, isError, isFetching } = useQuery({ ...imageUseQuery(bff, image), enabled: opened, staleTime: 0 })
  const remove = useMutation({
    mutationFn: async () => {
      await api(bff).send('image', imageAddress(image.id), { method: 'DELETE' })
      onDeleted?.()
      await refetchAfter(queryClient, { topic: 'image' })
    },
    onSuccess: onClose,
  })
  const name = imageName(image)
  return (
    <Confirm
      title={t('Delete {{kind}} {{name}}?', { kind: t('image'), name })}
      opened={opened}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      submitLabel={t('Delete {{kind}}', { kind: t('image') })}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
      typed={concernsOthers(image, use?.members ?? 0, asking) ? name : undefined}
      refusal={(use && !isFetching) || isError ? undefined : t('What it concerns has not been counted yet.')}
    >
      <b>{name}</b> {t('can no longer be used for new servers. Servers created from it keep running.')}
      {use && <UsedBy {...use} />}
      {isError && <p>{t('How many use it could not be counted.')}</p>}
    </Confirm>
  )
}

function UsedBy({ servers, members }: ImageUse) {
  if (servers === 0 && members === 0) return <p>{t('No server was made from it.')}</p>
  return (
    <ul>
      {servers > 0 && (
        <li>{t('{{count}} servers were made from it. They can no longer be rebuilt from it.', { count: servers })}</li>
      )}
      {members > 0 && <li>{t('{{count}} projects that it is shared with lose it.', { count: members })}</li>}
    </ul>
  )
}
