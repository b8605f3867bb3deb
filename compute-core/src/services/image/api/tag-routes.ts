import { CloudError, invalid, notFound } from '#platform/errors'
import { maxTags } from '../domain/image-attributes.ts'
import { lockImage, removeTag, updateImage } from '../store/image-store.ts'
import { route, type Route } from './route.ts'
import { imageTarget, visibleImage } from './visible-image.ts'

/** Tags of an image, one at a time. */
export const tagRoutes: readonly Route[] = [
  route('PUT /v2/images/:id/tags/:tag', {
    rule: 'modify_image',
    target: imageTarget,
    success: 204,
    summary: 'Gives an image a tag.',
    async handle(deps, context) {
      const tag = context.params['tag']!
      if (tag.length > 255) throw invalid('A tag has 255 characters at most.', 'tag')
      const { id } = await visibleImage(deps, context)
      await deps.store.db.transaction().execute(async (tx) => {
        const image = await lockImage(tx, id)
        if (!image) throw notFound('Image', id)
        if (image.tags.includes(tag)) return
        if (image.tags.length >= maxTags)
          throw new CloudError({
            kind: 'too-large',
            message: `An image has ${maxTags} tags at most. Remove one first.`,
          })
        await updateImage(tx, id, { tags: [...image.tags, tag] })
      })
      return { status: 204 }
    },
  }),
  route('DELETE /v2/images/:id/tags/:tag', {
    rule: 'modify_image',
    target: imageTarget,
    success: 204,
    summary: 'Takes a tag off an image.',
    async handle(deps, context) {
      const tag = context.params['tag']!
      const { id } = await visibleImage(deps, context)
      if (!(await removeTag(deps.store.db, id, tag))) throw notFound('Tag', tag)
      return { status: 204 }
    },
  }),
]
