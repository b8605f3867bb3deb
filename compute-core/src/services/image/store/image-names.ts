import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { holdsAny } from '#platform/db/search'
import { isUuid } from '#platform/ids'
import type { QueryTest } from '#platform/service/list-query/query-keys'

/** Whose images: those that a project sees, or everybody's. */
export type ImageViewer = { projectId: string | null } | 'everybody'

const seenBy = (viewer: ImageViewer) =>
  viewer === 'everybody'
    ? sql<boolean>`true`
    : sql<boolean>`(i.visibility in ('public', 'community') or i.project_id = ${viewer.projectId}
        or (i.visibility = 'shared' and exists (
          select from image.member m where m.image_id = i.id and m.project_id = ${viewer.projectId})))`

/** The images that the viewer sees and whose name is as any of the tests wants it. */
export async function imagesNamed(
  db: Db,
  tests: readonly QueryTest[],
  viewer: ImageViewer,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('image.image as i')
    .select('i.id')
    .where(holdsAny(sql`i.name`, tests))
    .where(seenBy(viewer))
    .execute()
  return rows.map(({ id }) => id)
}

/** The names of those of these images that the viewer sees, by id; an image without a name is left out. */
export async function imageNames(
  db: Db,
  ids: readonly string[],
  viewer: ImageViewer,
): Promise<ReadonlyMap<string, string>> {
  const uuids = ids.filter(isUuid)
  if (uuids.length === 0) return new Map()
  const rows = await db
    .selectFrom('image.image as i')
    .select(['i.id', 'i.name'])
    .where('i.id', 'in', uuids)
    .where('i.name', 'is not', null)
    .where(seenBy(viewer))
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name!]))
}
