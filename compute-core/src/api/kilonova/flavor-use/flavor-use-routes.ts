import { z } from 'zod'
import { countServersByFlavor } from '#store/server-queries'
import { route } from '../../route.ts'
import { flavorUseSchema } from './flavor-use-schema.ts'

/** How much each flavor is used; Kilonova's own, as no list of OpenStack's says it. */
export const flavorUseRoutes = [
  route('GET /kilonova/flavor-use', {
    rule: 'kilonova:flavor-use:list',
    response: z.strictObject({ flavor_use: z.array(flavorUseSchema) }),
    summary: 'Counts the servers of all projects by flavor, those of deleted flavors as well.',
    async handle({ db }) {
      const counts = await countServersByFlavor(db)
      return { body: { flavor_use: counts.map(({ flavorId, count }) => ({ flavor_id: flavorId, servers: count })) } }
    },
  }),
]
