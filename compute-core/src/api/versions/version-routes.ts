import { z } from 'zod'
import { notFound } from '#platform/errors'
import { route } from '../route.ts'
import { versionDetail } from '../versions.ts'

const versionSchema = z.strictObject({
  version: z.strictObject({
    id: z.string(),
    status: z.string(),
    version: z.string(),
    min_version: z.string(),
    updated: z.string(),
    links: z.array(z.strictObject({ rel: z.string(), type: z.string().optional(), href: z.string() })),
    'media-types': z.array(z.strictObject({ base: z.string(), type: z.string() })),
  }),
})

/** The API's own versions, as they can be asked for inside of it. */
export const versionRoutes = [
  route('GET /versions/:id', {
    response: versionSchema,
    summary: 'Shows a version of the API.',
    async handle(_api, { params, links }) {
      const root = links.self('').replace(/\/v2(\.1)?(\/.*)?$/, '')
      const detail = versionDetail(root, params['id']!)
      if (!detail) throw notFound('Version', params['id']!)
      return { body: detail }
    },
  }),
]
