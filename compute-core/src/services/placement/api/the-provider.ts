import { z } from 'zod'
import { notFound } from '#platform/errors'
import { isUuid } from '#platform/ids'
import { type ProviderRow, providers } from '../store/provider-usage.ts'
import type { PlacementDeps, RequestContext } from './route.ts'

/** The provider that the path names; a 404 where there is none. */
export async function theProvider({ db }: PlacementDeps, { params }: RequestContext): Promise<ProviderRow> {
  const uuid = params['uuid']!
  const [row] = isUuid(uuid) ? await providers(db, { ids: [uuid.toLowerCase()] }) : []
  if (!row) throw notFound('Resource provider', uuid)
  return row
}

/** A response about a provider: with the generation of which it is true. */
export const ofProvider = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({ resource_provider_generation: z.int(), ...shape })
