import type { CloudContext } from '#platform/http/openstack-app'
import type { ImageApp, ImageOptions } from './image-app.ts'

const current = 'v2.17'
const supported = [16, 15, 13, 12, 11, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((minor) => `v2.${minor}`)

function versions(c: CloudContext, { publicUrl }: ImageOptions) {
  const origin = (publicUrl ?? new URL(c.req.url).origin).replace(/\/+$/, '')
  const links = [{ rel: 'self', href: `${origin}/image/v2/` }]
  return {
    versions: [
      { id: current, status: 'CURRENT', links },
      ...supported.map((id) => ({ id, status: 'SUPPORTED', links })),
    ],
  }
}

/** What versions there are, for everybody. */
export function addVersionRoutes(app: ImageApp, options: ImageOptions): void {
  app.get('/', (c) => c.json(versions(c, options), 300))
  app.get('/versions', (c) => c.json(versions(c, options)))
}
