import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aCompute, type TestCompute } from './support/a-compute.ts'

let compute: TestCompute
beforeAll(async () => {
  compute = await aCompute({ key_pairs: 8 })
})
afterAll(() => compute[Symbol.asyncDispose]())

const ed25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBEDtFT5xzPxUxYKPL9QHB8wb2ihTvIMYD8cAlaDmsgp ada'
const post = (keypair: object, options: object = {}) =>
  compute.request('POST /os-keypairs', { version: '2.10', body: { keypair }, ...options })

test('a key that is made is a pair, and its private half is told once', async () => {
  const { status, body } = await post({ name: 'made' })
  expect(status).toBe(201)
  const { private_key, public_key, fingerprint } = body.keypair
  const modulus = createPublicKey(createPrivateKey(private_key)).export({ format: 'jwk' }).n!
  expect(Buffer.from(public_key.split(' ')[1], 'base64').includes(Buffer.from(modulus, 'base64url'))).toBe(true)
  expect(fingerprint).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/)
  const shown = await compute.request('GET /os-keypairs/made', { version: '2.10' })
  expect(shown.body.keypair).toMatchObject({ public_key, fingerprint, type: 'ssh', deleted: false })
  expect(shown.body.keypair).not.toHaveProperty('private_key')
})

test('a key that is brought has the fingerprint that ssh-keygen tells', async () => {
  const { body } = await post({ name: 'brought', public_key: ed25519 })
  // ssh-keygen -l -E md5
  expect(body.keypair.fingerprint).toBe('e4:89:01:b1:c3:87:59:21:96:04:67:45:08:32:a6:e2')
  expect(body.keypair).not.toHaveProperty('private_key')
})

test.each<[string, object, number]>([
  ['a key that is none', { name: 'bad', public_key: 'hello' }, 400],
  ['a key of another kind than it says', { name: 'bad', public_key: ed25519.replace('ssh-ed25519', 'ssh-rsa') }, 400],
  ['an empty name', { name: '' }, 400],
  ['a name with a dot before 2.92', { name: 'a.b' }, 400],
  ['a field that there is not', { name: 'a', colour: 'red' }, 400],
  ['a certificate that is none', { name: 'a', type: 'x509', public_key: 'hello' }, 400],
  ['somebody else’s', { name: 'a', user_id: 'eve' }, 403],
])('%s is refused', async (_what, keypair, status) => {
  expect((await post(keypair)).status).toBe(status)
})

test('a certificate that is made comes with its key, once', async () => {
  const { status, body } = await post({ name: 'windows', type: 'x509' }, { as: 'admin' })
  expect(status).toBe(201)
  const certificate = new X509Certificate(body.keypair.public_key)
  expect(certificate.subject).toBe(`CN=${compute.callers.get('admin')!.userId}`)
  expect(body.keypair).toMatchObject({ type: 'x509', fingerprint: certificate.fingerprint.toLowerCase() })
  // PKCS#12: a sequence that begins with its version, 3.
  expect(Buffer.from(body.keypair.private_key, 'base64').subarray(4, 7).toString('hex')).toBe('020103')
  const shown = await compute.request('GET /os-keypairs/windows', { as: 'admin', version: '2.10' })
  expect(shown.body.keypair.public_key).toBe(body.keypair.public_key)
  expect(shown.body.keypair).not.toHaveProperty('private_key')

  const brought = { name: 'again', type: 'x509', public_key: body.keypair.public_key }
  const again = await post(brought, { as: 'admin', version: '2.92' })
  expect(again.body.keypair).toMatchObject({ type: 'x509', fingerprint: body.keypair.fingerprint })
  expect((await post({ name: 'late', type: 'x509' }, { as: 'admin', version: '2.92' })).status).toBe(400)
})

test('what came later is not known before', async () => {
  expect((await post({ name: 'a', type: 'ssh' }, { version: '2.1' })).status).toBe(400)
  expect((await post({ name: 'a', user_id: 'eve' }, { version: '2.9' })).status).toBe(400)
  expect((await post({ name: 'new@host.example', public_key: ed25519 }, { version: '2.92' })).status).toBe(201)
  expect((await post({ name: 'b' }, { version: '2.92' })).status).toBe(400)
})

test('a taken name is a conflict', async () => {
  await post({ name: 'twice', public_key: ed25519 })
  expect((await post({ name: 'twice', public_key: ed25519 })).status).toBe(409)
})

test('keys go by pages of names', async () => {
  const as = 'other'
  for (const name of ['c', 'a', 'b']) await post({ name, public_key: ed25519 }, { as })
  const first = await compute.request('GET /os-keypairs?limit=2', { as, version: '2.35' })
  expect(first.body.keypairs.map(({ keypair }: { keypair: { name: string } }) => keypair.name)).toEqual(['a', 'b'])
  const href: string = first.body.keypairs_links[0].href
  const rest = await compute.request(`GET ${href.slice('http://cloud.test'.length)}`, { as, version: '2.35' })
  expect(rest.body.keypairs).toMatchObject([{ keypair: { name: 'c' } }])
  expect((await compute.request('GET /os-keypairs?marker=zzz', { as, version: '2.35' })).status).toBe(400)
})

test('a list says all of each key pair to who asks for it, and to nobody else', async () => {
  const ask = (query: string) => compute.request(`GET /os-keypairs${query}`, { as: 'other', version: '2.104' })
  await post({ name: 'dated', public_key: ed25519 }, { as: 'other' })
  const { body } = await ask('?kilonova:details=true&kilonova:q=name:dated')
  const alone = await compute.request('GET /os-keypairs/dated', { as: 'other', version: '2.104' })
  expect(body.keypairs).toEqual([{ keypair: alone.body.keypair }])
  expect(Date.parse(body.keypairs[0].keypair.created_at)).toBeGreaterThan(0)
  const inShort = ['fingerprint', 'name', 'public_key', 'type']
  for (const query of ['', '?kilonova:details=no'])
    expect(Object.keys((await ask(query)).body.keypairs[0].keypair).toSorted()).toEqual(inShort)
  expect((await ask('?kilonova:details=perhaps')).status).toBe(400)
})

test('an administrator manages the keys of others', async () => {
  const { userId } = compute.callers.get('other')!
  expect((await post({ name: 'given', public_key: ed25519, user_id: userId }, { as: 'admin' })).status).toBe(201)
  expect((await compute.request('GET /os-keypairs/given', { as: 'other' })).status).toBe(200)
  expect(
    (await compute.request(`DELETE /os-keypairs/given?user_id=${userId}`, { as: 'admin', version: '2.10' })).status,
  ).toBe(204)
  expect((await compute.request('DELETE /os-keypairs/given', { as: 'other' })).status).toBe(404)
})

test('many at once never make more than the quota', async () => {
  const as = 'reader'
  const response = await Promise.all(
    Array.from({ length: 20 }, (_, index) => post({ name: `k${index}`, public_key: ed25519 }, { as })),
  )
  expect(response.filter(({ status }) => status === 201)).toHaveLength(8)
  expect(response.filter(({ status }) => status === 403)).toHaveLength(12)
})
