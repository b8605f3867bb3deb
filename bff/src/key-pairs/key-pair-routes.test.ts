import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from '../../test/support/cloud-test.ts'

/** A new Ed25519 key in the form of OpenSSH. */
function publicKey(): string {
  const raw = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  const length = (bytes: Buffer) => Buffer.from([0, 0, 0, bytes.length])
  const name = Buffer.from('ssh-ed25519')
  return `ssh-ed25519 ${Buffer.concat([length(name), name, length(raw), raw]).toString('base64')} laptop`
}

test('a generated key pair shows its private key once', async ({ member }) => {
  const made = await member.json('/bff/key-pairs', { method: 'POST', json: { name: 'laptop' } })
  expect(made).toMatchObject({
    keyPair: { name: 'laptop', type: 'ssh' },
    privateKey: expect.stringContaining('PRIVATE KEY'),
  })
  const list = await (await member.request('/bff/key-pairs')).text()
  expect(list).toContain('laptop')
  expect(list).not.toContain('PRIVATE KEY')
})

test('an imported public key has no private key to show', async ({ member }) => {
  const json = { name: 'laptop', publicKey: publicKey() }
  const made = await member.json('/bff/key-pairs', { method: 'POST', json })
  expect(made).toMatchObject({ keyPair: { publicKey: json.publicKey }, privateKey: null })
  expect(await member.json('/bff/key-pairs')).toMatchObject({ keyPairs: [{ publicKey: json.publicKey }] })
})

test('a name with a slash or a space in it is deleted by that name', async ({ member }) => {
  await member.request('/bff/key-pairs', { method: 'POST', json: { name: 'b c' } })
  await member.request(`/bff/key-pairs/${encodeURIComponent('a/b c')}`, { method: 'DELETE' })
  expect(member.seen.at(-1)?.url).toMatch(/os-keypairs\/a%2Fb%20c$/)
  expect(await member.json('/bff/key-pairs')).toMatchObject({ keyPairs: [{ name: 'b c' }] })
  await member.request(`/bff/key-pairs/${encodeURIComponent('b c')}`, { method: 'DELETE' })
  expect(await member.json('/bff/key-pairs')).toEqual({ keyPairs: [] })
})
