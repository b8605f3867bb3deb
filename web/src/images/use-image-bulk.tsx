import { useQueryClient } from '@tanstack/react-query'
import type { ListDescriptor } from '#list/descriptor'
import { useBulkDeletion } from '#list/use-bulk-deletion'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { ownersInShort, ownersOf } from '#shared/owners'
import { useBff, useScope } from '#shared/scope'
import { t } from '#ui/i18n'
import { imageAddress } from './image-changes.ts'
import { imageRefusal } from './image-permits.ts'
import type { ImageRow } from './image-query.ts'
import { imageName } from './image-words.ts'
import { useAsking } from './use-asking.ts'

/** Deletes several images at once: those that can be. */
export function useImageBulk({ query }: Pick<ListDescriptor<ImageRow>, 'query'>) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const asking = useAsking()
  const isOfAll = useScope().kind === 'admin'
  return useBulkDeletion<ImageRow>({
    query,
    rowKey: ({ id }) => id,
    nameOf: imageName,
    words: {
      question: (count) => t('Delete {{count}} images?', { count }),
      submit: (count) => t('Delete {{count}} images', { count }),
      consequence: (images) => (
        <>
          <p>{t('They can no longer be used for new servers. Servers created from them keep running.')}</p>
          {isOfAll && images.length > 0 && (
            <p>{t('They are of these projects: {{which}}.', { which: ownersInShort(ownersIn(images)) })}</p>
          )}
        </>
      ),
      // As for one of somebody else's: those of several projects are never one's own alone.
      typed: (images) => (isOfAll && ownersIn(images).length > 1 ? String(images.length) : undefined),
      unread: t('The images could not be read'),
    },
    refusalOf: (image) => imageRefusal('delete', image, asking),
    onDelete: ({ id }) => api(bff).send('image', imageAddress(id), { method: 'DELETE' }),
    onDone: () => refetchAfter(queryClient, { topic: 'image' }),
  })
}

const ownersIn = (images: readonly ImageRow[]) =>
  ownersOf(images.map(({ owner, projectName }) => ({ projectId: owner, projectName })))
