import { Hono } from 'hono'
import { z } from 'zod'
import type { BffEnv } from '../bff-env.ts'
import type { ComputeKeyPair } from '../cloud/compute-answers.ts'
import { body } from '../cloud/read-input.ts'
import { keyPairView, listKeyPairs } from './list-key-pairs.ts'

const newKeyPair = z.strictObject({
  name: z.string().trim().min(1, 'Give the key pair a name.').max(255),
  /** Given: imported. Absent: the cloud makes the pair and shows the private half once. */
  publicKey: z.string().trim().min(1).optional(),
})

/** The newest microversion in which Nova still makes keys itself; from 2.92 on it only takes them. */
const madeByTheCloud = { 'openstack-api-version': 'compute 2.91' }

/** Key pairs: list, make or import, delete. */
export const keyPairRoutes = new Hono<BffEnv>()
  .get('/', async (c) => c.json({ keyPairs: await listKeyPairs(c.var.cloud) }))
  .post('/', body(newKeyPair), async (c) => {
    const { name, publicKey } = c.req.valid('json')
    const { keypair } = await c.var.cloud.read<{ keypair: ComputeKeyPair }>('compute', '/os-keypairs', {
      method: 'POST',
      json: { keypair: { name, type: 'ssh', ...(publicKey ? { public_key: publicKey } : {}) } },
      ...(publicKey ? {} : { headers: madeByTheCloud }),
    })
    return c.json({
      keyPair: keyPairView({ ...keypair, type: keypair.type ?? 'ssh' }),
      privateKey: keypair.private_key ?? null,
    })
  })
  .delete('/:name', async (c) => {
    await c.var.cloud.send('compute', `/os-keypairs/${encodeURIComponent(c.req.param('name'))}`, { method: 'DELETE' })
    return c.json({})
  })
