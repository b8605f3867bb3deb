import { z } from 'zod'
import { nameOf } from '#platform/service/microversion'
import { identityVersions } from './identity-versions.ts'
import { type RequestContext, route } from './route.ts'

const versionView = z.strictObject({
  id: z.string(),
  status: z.literal('stable'),
  updated: z.string(),
  links: z.array(z.strictObject({ rel: z.literal('self'), href: z.string() })),
  'media-types': z.array(z.strictObject({ base: z.string(), type: z.string() })),
})

const viewVersion = ({ links }: RequestContext) => ({
  id: `v${nameOf(identityVersions, identityVersions.max)}`,
  status: 'stable',
  updated: '2020-04-07T00:00:00Z',
  links: [{ rel: 'self', href: links.self('/v3/') }],
  'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
})

/** What versions there are, for everybody. */
export const versionRoutes = [
  route('GET /', {
    isOpen: true,
    success: 300,
    response: z.strictObject({ versions: z.strictObject({ values: z.array(versionView) }) }),
    summary: 'List the versions of the API.',
    handle: async (_deps, context) => ({ status: 300, body: { versions: { values: [viewVersion(context)] } } }),
  }),
  route('GET /v3', {
    isOpen: true,
    response: z.strictObject({ version: versionView }),
    summary: 'Show version 3 of the API.',
    handle: async (_deps, context) => ({ body: { version: viewVersion(context) } }),
  }),
]
