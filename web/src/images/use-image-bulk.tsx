import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ListDescriptor } from '#list/descriptor'
import { useBulkDeletion } from '#list/use-bulk-deletion'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { ownersInShort, ownersOf } from '#shared/owners'
import { useBff, useScope } from '#shared/scope'
import { t } from '#ui/i18n'
import { imageAddress } from './image-changes.ts'
import { concernsOthers, imageRefusal } from './image-permits.ts'
import { imageMembersQuery, type ImageRow } from './image-query.ts'
import { imageName } from './image-words.ts'
import { useAsking } from './use-asking.ts'

/** Deletes several images at once: those that can be. */
export function useImageBulk({ query }: Pick<ListDescriptor<ImageRow>, 'query'>) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const asking = useAsking()
  const isOfAll = useScope().kind === 'admin'
  const [shared, setShared] = useState<ReadonlySet<string>>(new Set())
  const refusalOf = (image: ImageRow) => imageRefusal('delete', image, asking)
  const isOthers = (image: ImageRow) => concernsOthers(image, shared.has(image.id) ? 1 : 0, asking)
  /** Lists do not say with whom an image is shared: it is asked of those that concern nobody else otherwise. */
  const readShared = async (images: readonly ImageRow[]) => {
    const doomed = images.filter((image) => refusalOf(image) === undefined)
    const isKnown = doomed.some((image) => concernsOthers(image, 0, asking))
    const asked = isKnown ? [] : doomed.filter(({ visibility }) => visibility === 'shared')
    const members = await Promise.all(
      asked.map(({ id }) => queryClient.fetchQuery({ ...imageMembersQuery(bff, id), staleTime: 0 })),
    )
    setShared(new Set(asked.flatMap(({ id }, index) => (members[index]!.length > 0 ? [id] : []))))
  }
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
      // As for a single one that others use.
      typed: (images) => (images.some(isOthers) ? String(images.length) : undefined),
      unread: t('The images could not be read'),
    },
    refusalOf,
    beforeAsking: readShared,
    onDelete: ({ id }) => api(bff).send('image', imageAddress(id), { method: 'DELETE' }),
    onDone: () => refetchAfter(queryClient, { topic: 'image' }),
  })
}

const ownersIn = (images: readonly ImageRow[]) =>
  ownersOf(images.map(({ owner, projectName }) => ({ projectId: owner, projectName })))
