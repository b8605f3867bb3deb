import { z } from 'zod'
import { route, type RequestContext, type Route } from './route.ts'

const current = 'v2.17'
const supported = [16, 15, 13, 12, 11, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((minor) => `v2.${minor}`)

const versionsView = z.strictObject({
  versions: z.array(
    z.strictObject({
      id: z.string(),
      status: z.enum(['CURRENT', 'SUPPORTED']),
      links: z.array(z.strictObject({ rel: z.literal('self'), href: z.string() })),
    }),
  ),
})

function versions({ links: to }: RequestContext): z.input<typeof versionsView> {
  const links = [{ rel: 'self' as const, href: to.self('/v2/') }]
  return {
    versions: [
      { id: current, status: 'CURRENT', links },
      ...supported.map((id) => ({ id, status: 'SUPPORTED' as const, links })),
    ],
  }
}

/** What versions there are, for everybody. */
export const versionRoutes: readonly Route[] = [
  route('GET /', {
    isOpen: true,
    response: versionsView,
    success: 300,
    summary: 'Lists the versions of the API, of which the client chooses one.',
    handle: async (_deps, context) => ({ status: 300, body: versions(context) }),
  }),
  route('GET /versions', {
    isOpen: true,
    response: versionsView,
    summary: 'Lists the versions of the API.',
    handle: async (_deps, context) => ({ body: versions(context) }),
  }),
]
