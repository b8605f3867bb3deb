import { z } from 'zod'
import { route, type Route } from './route.ts'

const collections = [
  'networks',
  'subnets',
  'ports',
  'security-groups',
  'security-group-rules',
  'extensions',
  'quotas',
] as const

const selfLinks = z.array(z.strictObject({ rel: z.literal('self'), href: z.string() }))

/** What versions and resources there are, for everybody. */
export const versionRoutes: readonly Route[] = [
  route('GET /', {
    isOpen: true,
    response: z.strictObject({
      versions: z.array(z.strictObject({ id: z.string(), status: z.literal('CURRENT'), links: selfLinks })),
    }),
    summary: 'Lists the versions of the API.',
    handle: async (_deps, { links }) => ({
      body: { versions: [{ id: 'v2.0', status: 'CURRENT', links: [{ rel: 'self', href: links.self('/v2.0/') }] }] },
    }),
  }),
  route('GET /v2.0', {
    isOpen: true,
    response: z.strictObject({
      resources: z.array(z.strictObject({ name: z.string(), collection: z.string(), links: selfLinks })),
    }),
    summary: 'Lists the resources of the API.',
    handle: async (_deps, { links }) => ({
      body: {
        resources: collections.map((name) => ({
          name: name.replace(/s$/, ''),
          collection: name,
          links: [{ rel: 'self', href: links.self(`/v2.0/${name}`) }],
        })),
      },
    }),
  }),
]
