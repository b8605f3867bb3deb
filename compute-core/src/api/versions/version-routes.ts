import { notFound } from '#platform/errors'
import { route } from '../route.ts'
import { versionDetail } from '../versions.ts'

/** The API's own versions, as they can be asked for inside of it. */
export const versionRoutes = [
  route('GET /versions/:id', {
    async handle(_api, { params, links }) {
      const root = links.self('').replace(/\/v2(\.1)?(\/.*)?$/, '')
      const detail = versionDetail(root, params['id']!)
      if (!detail) throw notFound('Version', params['id']!)
      return { body: detail }
    },
  }),
]
