import { notFound } from '#platform/errors'
import { route } from '../route.ts'

/** The Compute API has long been one piece: it has no extensions, and says so. */
export const extensionRoutes = [
  route('GET /extensions', {
    rule: 'os_compute_api:extensions',
    handle: async () => ({ body: { extensions: [] } }),
  }),
  route('GET /extensions/:alias', {
    rule: 'os_compute_api:extensions',
    async handle(_api, { params }) {
      throw notFound('Extension', params['alias']!)
    },
  }),
]
