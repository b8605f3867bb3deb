import { z } from 'zod'
import type { CloudClient } from '../cloud/cloud-client.ts'

/** What the create form sends. */
export const newServer = z.strictObject({
  name: z.string().trim().min(1, 'Give the server a name.').max(255),
  imageId: z.string().min(1, 'Choose an image.'),
  flavorId: z.string().min(1, 'Choose a flavor.'),
  keyName: z.string().min(1).optional(),
  networks: z.union([z.enum(['auto', 'none']), z.array(z.string().min(1)).min(1)]).default('auto'),
  userData: z.string().max(49_000, 'User data may have up to 49,000 characters.').optional(),
  count: z.number().int().min(1).max(100).default(1),
})

/** Asks for one server, or several of a kind; answers with the first one's id. */
export async function createServer(cloud: CloudClient, wish: z.infer<typeof newServer>): Promise<{ id: string }> {
  const { server } = await cloud.read<{ server: { id: string } }>('compute', '/servers', {
    method: 'POST',
    json: {
      server: {
        name: wish.name,
        imageRef: wish.imageId,
        flavorRef: wish.flavorId,
        networks: typeof wish.networks === 'string' ? wish.networks : wish.networks.map((uuid) => ({ uuid })),
        ...(wish.keyName ? { key_name: wish.keyName } : {}),
        ...(wish.userData ? { user_data: Buffer.from(wish.userData).toString('base64') } : {}),
        ...(wish.count > 1 ? { min_count: wish.count, max_count: wish.count } : {}),
      },
    },
  })
  return { id: server.id }
}
