import { z } from 'zod'
import type { CloudClient } from '../cloud/cloud-client.ts'
import { Refusal, type RefusalBody } from '../cloud/refusal.ts'

const name = z.string().trim().min(1, 'Give the server a name.').max(255)

/** What the create form sends: the body of compute's `POST /servers`, which compute checks. */
export const newServers = z.strictObject({
  request: z.looseObject({ server: z.looseObject({ name }) }),
  /** The names of several servers, each of which is asked for by itself; without them, compute names what it makes. */
  names: z.array(name).min(1).max(100).optional(),
})

type NewServers = z.infer<typeof newServers>

/** What came of it: the servers that were begun, and why the rest was not. */
export interface Created {
  ids: string[]
  /** Null where all were begun. */
  refusal: (RefusalBody & { names: string[] }) | null
}

/**
 * Creates servers; of one request that makes several, the id is that of the first. Those with names of their own are asked for one after
 * the other: at the first that is refused it stops, and says which were begun. A refusal of the first is the request's own.
 */
export async function createServers(cloud: CloudClient, { request, names }: NewServers): Promise<Created> {
  const create = async (json: object) => {
    const { server } = await cloud.read<{ server: { id: string } }>('compute', '/servers', { method: 'POST', json })
    return server.id
  }
  if (!names) return { ids: [await create(request)], refusal: null }
  const ids: string[] = []
  for (const [index, name] of names.entries())
    try {
      ids.push(await create({ ...request, server: { ...request.server, name } }))
    } catch (error) {
      if (!(error instanceof Refusal) || index === 0) throw error
      return { ids, refusal: { ...error.body, names: names.slice(index) } }
    }
  return { ids, refusal: null }
}
