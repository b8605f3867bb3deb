import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { BulkAction, ListDescriptor, Selected } from '#list/descriptor'
import { readAll } from '#list/read-all'
import { useReadPage } from '#list/use-export'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { Confirm } from '#ui/confirm'
import { t } from '#ui/i18n'
import { showRefusal } from '#ui/show-refusal'
import { imageAddress } from './image-changes.ts'
import { imageRefusal } from './image-permits.ts'
import { imageName } from './image-words.ts'
import { useAsking } from './use-asking.ts'

interface ImageBulk {
  bulk: (selected: Selected<ImageView>) => readonly BulkAction[]
  /** To be put anywhere in the page. */
  dialog: ReactNode
}

/** Deletes several images at once: those that can be. */
export function useImageBulk({ query }: Pick<ListDescriptor<ImageView>, 'query'>): ImageBulk {
  const asking = useAsking()
  const readPage = useReadPage({ query })
  const [chosen, setChosen] = useState<readonly ImageView[] | null>(null)
  const refusalOf = (image: ImageView) => imageRefusal('delete', image, asking)
  const begin = async (selected: Selected<ImageView>) => {
    if (!selected.all) return setChosen(selected.rows)
    const images: ImageView[] = []
    const { signal } = new AbortController()
    const pages = readAll((page) => readPage(page, signal), { q: selected.q, sort: [] }, 200)
    for await (const { rows } of pages) images.push(...rows)
    setChosen(images)
  }
  return {
    bulk: (selected) => {
      const reasons = selected.all ? [] : selected.rows.map(refusalOf)
      const refusal = reasons.length > 0 && reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined
      return [
        {
          label: t('Delete'),
          icon: <IconTrash size={14} aria-hidden />,
          isDangerous: true,
          isFrequent: true,
          refusal,
          onClick: () =>
            void begin(selected).catch((error: Error) => showRefusal(t('The images could not be read'), error)),
        },
      ]
    },
    dialog: <BulkDeletion chosen={chosen} refusalOf={refusalOf} onClose={() => setChosen(null)} />,
  }
}

interface BulkDeletionProps {
  chosen: readonly ImageView[] | null
  refusalOf: (image: ImageView) => string | undefined
  onClose: () => void
}

const mostNamed = 8

function BulkDeletion({ chosen, refusalOf, onClose }: BulkDeletionProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const doomed = (chosen ?? []).filter((image) => refusalOf(image) === undefined)
  const kept = (chosen ?? []).filter((image) => refusalOf(image) !== undefined)
  const remove = useMutation({
    mutationFn: async () => {
      const failed = await deleteImages(bff, doomed)
      await refetchAfter(queryClient, { topic: 'image' })
      if (failed.length > 0) throw new Error(failed.map(({ name, reason }) => `${name}: ${reason}`).join('\n'))
    },
    onSuccess: () => close(),
  })
  const close = () => {
    remove.reset()
    onClose()
  }
  const names = (images: readonly ImageView[]) => (
    <ul>
      {images.slice(0, mostNamed).map((image) => (
        <li key={image.id}>
          {imageName(image)}
          {refusalOf(image) && <span className="dimmed"> {refusalOf(image)}</span>}
        </li>
      ))}
      {images.length > mostNamed && <li>{t('and {{count}} more', { count: images.length - mostNamed })}</li>}
    </ul>
  )
  return (
    <Confirm
      title={t('Delete {{count}} images?', { count: doomed.length })}
      opened={chosen !== null}
      onClose={close}
      onConfirm={() => remove.mutate()}
      submitLabel={t('Delete {{count}} images', { count: doomed.length })}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
    >
      {t('They can no longer be used for new servers. Servers created from them keep running.')}
      {names(doomed)}
      {kept.length > 0 && (
        <>
          {t('Not deleted:')}
          {names(kept)}
        </>
      )}
    </Confirm>
  )
}

const atOnce = 4

/** Deletes images, a few at a time, and says which could not be and why. One that is gone already counts as deleted. */
async function deleteImages(bff: Bff, images: readonly ImageView[]): Promise<{ name: string; reason: string }[]> {
  const failed: { name: string; reason: string }[] = []
  const waiting = [...images]
  const worker = async () => {
    for (let image = waiting.shift(); image; image = waiting.shift()) {
      const name = imageName(image)
      await api(bff)
        .send('image', imageAddress(image.id), { method: 'DELETE' })
        .catch((error: Error & { status?: number }) => {
          if (error.status !== 404) failed.push({ name, reason: error.message })
        })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return failed
}
