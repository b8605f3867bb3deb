import { sql } from 'kysely'
import { CloudError, invalid, notFound } from '#platform/errors'
import { lockImage, updateImage } from '../store/image-store.ts'
import { maxTags } from '../domain/image-attributes.ts'
import { changeableImage, type ImageApp, type ImageOptions } from './image-app.ts'

/** Tags of an image, one at a time. */
export function addTagRoutes(app: ImageApp, options: ImageOptions): void {
  const { db } = options.store

  app.put('/v2/images/:id/tags/:tag', async (c) => {
    const tag = c.req.param('tag')
    if (tag.length > 255) throw invalid('A tag has 255 characters at most.', 'tag')
    const { id } = await changeableImage(c, options)
    await db.transaction().execute(async (tx) => {
      const image = await lockImage(tx, id)
      if (!image) throw notFound('Image', id)
      if (image.tags.includes(tag)) return
      if (image.tags.length >= maxTags)
        throw new CloudError({ kind: 'too-large', message: `An image has ${maxTags} tags at most. Remove one first.` })
      await updateImage(tx, id, { tags: [...image.tags, tag] })
    })
    return c.body(null, 204)
  })

  app.delete('/v2/images/:id/tags/:tag', async (c) => {
    const tag = c.req.param('tag')
    const { id } = await changeableImage(c, options)
    const { numUpdatedRows } = await db
      .updateTable('image.image')
      .set({ tags: sql`array_remove(tags, ${tag})`, updated_at: sql`now()` })
      .where('id', '=', id)
      .where(sql<boolean>`${tag} = any(tags)`)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw notFound('Tag', tag)
    return c.body(null, 204)
  })
}
