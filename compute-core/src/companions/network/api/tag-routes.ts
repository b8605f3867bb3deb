import { sql } from 'kysely'
import { z } from 'zod'
import { notFound } from '#platform/errors'
import type { CloudContext } from '#platform/http/openstack-app'
import { parseAs, readJson } from '#platform/http/read-body'
import { text } from './fields.ts'
import type { NetworkApp, NetworkOptions } from './network-app.ts'
import { permitOwner } from './permissions.ts'
import { getRow, type Resource } from './resource.ts'
import { networks, ports, subnets } from './resources.ts'

const body = z.strictObject({ tags: z.array(text.min(1)).max(50) })

/** Tags of networks, subnets and ports. */
export function addTagRoutes(app: NetworkApp, { db }: NetworkOptions): void {
  for (const resource of [networks, subnets, ports]) {
    const path = `/v2.0/${resource.collection}/:id/tags`
    app.get(path, async (c) => c.json({ tags: await tagsOf(c, resource) }))
    app.put(path, async (c) => {
      const { tags } = parseAs(body, await readJson(c))
      return c.json({ tags: await writeTags(c, resource, [...new Set(tags)]) })
    })
    app.delete(path, async (c) => {
      await writeTags(c, resource, [])
      return c.body(null, 204)
    })
    app.get(`${path}/:tag`, async (c) => {
      const tag = c.req.param('tag')!
      if (!(await tagsOf(c, resource)).includes(tag)) throw notFound('Tag', tag)
      return c.body(null, 204)
    })
    app.put(`${path}/:tag`, async (c) => {
      const tag = parseAs(text.min(1), c.req.param('tag'), 'tag')
      await writeTags(c, resource, sql`array_append(array_remove(tags, ${tag}), ${tag})`)
      return c.body(null, 201)
    })
    app.delete(`${path}/:tag`, async (c) => {
      const tag = c.req.param('tag')!
      if (!(await tagsOf(c, resource)).includes(tag)) throw notFound('Tag', tag)
      await writeTags(c, resource, sql`array_remove(tags, ${tag})`)
      return c.body(null, 204)
    })
  }

  async function tagsOf(c: CloudContext, resource: Resource): Promise<readonly string[]> {
    return (await getRow(db, resource, c.get('caller'), c.req.param('id') ?? ''))['tags'] as string[]
  }

  async function writeTags(c: CloudContext, resource: Resource, tags: readonly string[] | ReturnType<typeof sql>) {
    const row = await getRow(db, resource, c.get('caller'), c.req.param('id') ?? '')
    permitOwner(c.get('caller'), `update_${resource.collection}_tags`, row.project_id)
    const value = Array.isArray(tags) ? sql`${tags}::text[]` : tags
    await sql`
      update ${sql.table(resource.table)} set tags = ${value}, revision_number = revision_number + 1, updated_at = now()
      where id = ${row.id}`.execute(db)
    return tags
  }
}
