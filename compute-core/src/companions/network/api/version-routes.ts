import { linkTo, type NetworkApp, type NetworkOptions } from './network-app.ts'

const collections = ['networks', 'subnets', 'ports', 'security-groups', 'extensions', 'quotas'] as const

/** What versions and resources there are, for everybody. */
export function addVersionRoutes(app: NetworkApp, options: NetworkOptions): void {
  app.get('/', (c) =>
    c.json({
      versions: [{ id: 'v2.0', status: 'CURRENT', links: [{ rel: 'self', href: linkTo(c, options, '/v2.0/') }] }],
    }),
  )
  app.get('/v2.0', (c) =>
    c.json({
      resources: collections.map((name) => ({
        name: name.replace(/s$/, ''),
        collection: name,
        links: [{ rel: 'self', href: linkTo(c, options, `/v2.0/${name}`) }],
      })),
    }),
  )
}
