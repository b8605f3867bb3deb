import { originOf, type IdentityApp, type IdentityOptions } from './identity-app.ts'

const version = (origin: string) => ({
  id: 'v3.14',
  status: 'stable',
  updated: '2020-04-07T00:00:00Z',
  links: [{ rel: 'self', href: `${origin}/identity/v3/` }],
  'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
})

/** What versions there are, for everybody. */
export function addVersionRoutes(app: IdentityApp, options: IdentityOptions): void {
  app.get('/', (c) => c.json({ versions: { values: [version(originOf(c, options))] } }, 300))
  app.get('/v3', (c) => c.json({ version: version(originOf(c, options)) }))
}
