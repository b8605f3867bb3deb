import { Hono } from 'hono'
import { z } from 'zod'
import type { BffEnv } from '../request/bff-env.ts'
import type { NewKeyPairView } from '@kilonova/compute-core/api/key-pairs/key-pair-schema'
import { body } from '../request/read-input.ts'
import { keyPairView, listKeyPairs } from '../resources/list-key-pairs.ts'

const newKeyPair = z.strictObject({
  name: z.string().trim().min(1, 'Give the key pair a name.').max(255),
  /** Imports this key; when absent, the cloud generates a pair and shows the private key once. */
  publicKey: z.string().trim().min(1).optional(),
})

/** The newest microversion in which Nova generates keys; since 2.92 it only imports them. */
const generatingVersion = { 'openstack-api-version': 'compute 2.91' }

/** A key pair that compute made itself shows its private key this once. */
interface NewKeyPair {
  keypair: NewKeyPairView & { private_key?: string }
}

/** Key pairs: list, generate or import, delete. */
export const keyPairRoutes = new Hono<BffEnv>()
  .get('/', async (c) => c.json({ keyPairs: await listKeyPairs(c.var.cloud) }))
  .post('/', body(newKeyPair), async (c) => {
    const { name, publicKey } = c.req.valid('json')
    const { keypair } = await c.var.cloud.read<NewKeyPair>('compute', '/os-keypairs', {
      method: 'POST',
      json: { keypair: { name, type: 'ssh', ...(publicKey ? { public_key: publicKey } : {}) } },
      ...(publicKey ? {} : { headers: generatingVersion }),
    })
    return c.json({
      keyPair: keyPairView(keypair),
      privateKey: keypair.private_key ?? null,
    })
  })
  .delete('/:name', async (c) => {
    await c.var.cloud.send('compute', `/os-keypairs/${encodeURIComponent(c.req.param('name'))}`, { method: 'DELETE' })
    return c.json({})
  })
