import { expect, test } from 'vitest'
import { aBrowser } from '../../test/support/a-browser.ts'

test('a pair that the cloud makes shows its private half once', async () => {
  const { request, signIn } = aBrowser()
  await signIn()
  const made = await request('/bff/key-pairs', { method: 'POST', json: { name: 'laptop' } })
  expect(await made.json()).toMatchObject({ privateKey: expect.stringContaining('PRIVATE KEY') })
  expect(await (await request('/bff/key-pairs')).text()).not.toContain('PRIVATE KEY')
})

test('a public key that is brought along has no private half to show', async () => {
  const { request, signIn } = aBrowser()
  await signIn()
  const made = await request('/bff/key-pairs', {
    method: 'POST',
    json: { name: 'laptop', publicKey: 'ssh-ed25519 AAAA' },
  })
  expect(await made.json()).toMatchObject({ keyPair: { publicKey: 'ssh-ed25519 AAAA' }, privateKey: null })
})

test('a name with a slash in it is deleted by that name', async () => {
  const { request, signIn, seen } = aBrowser()
  await signIn()
  await request(`/bff/key-pairs/${encodeURIComponent('a/b c')}`, { method: 'DELETE' })
  expect(seen.at(-1)?.url).toMatch(/os-keypairs\/a%2Fb%20c$/)
})
