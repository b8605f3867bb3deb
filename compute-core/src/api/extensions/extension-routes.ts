import { z } from 'zod'
import { notFound } from '#platform/errors'
import { route } from '../route.ts'
import { extensionList } from './extension-list.ts'

const extensions = extensionList.map(([alias, name, description]) => ({
  alias,
  name,
  description,
  links: [],
  namespace: 'http://docs.openstack.org/compute/ext/fake_xml',
  updated: '2014-12-03T00:00:00Z',
}))

const extensionSchema = z.strictObject({
  alias: z.string(),
  name: z.string(),
  description: z.string(),
  links: z.array(z.never()),
  namespace: z.string(),
  updated: z.string(),
})

/** The Compute API has long been one piece; what clients once looked up before they used it is listed for ever. */
export const extensionRoutes = [
  route('GET /extensions', {
    rule: 'os_compute_api:extensions',
    response: z.strictObject({ extensions: z.array(extensionSchema) }),
    summary: 'Lists the extensions that the API has always had.',
    handle: async () => ({ body: { extensions } }),
  }),
  route('GET /extensions/:alias', {
    rule: 'os_compute_api:extensions',
    response: z.strictObject({ extension: extensionSchema }),
    summary: 'Shows an extension.',
    async handle(_api, { params }) {
      const extension = extensions.find(({ alias }) => alias === params['alias'])
      if (!extension) throw notFound('Extension', params['alias']!)
      return { body: { extension } }
    },
  }),
]
