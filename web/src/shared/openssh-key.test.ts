import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fingerprintOf, makeEcdsa, makeEd25519, makeKeyPair, readPublicKey } from './openssh-key.ts'

const run = promisify(execFile)
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openssh-key-'))
})
afterAll(() => rm(folder, { recursive: true }))

const kinds = { 'ssh-ed25519': makeEd25519, 'ecdsa-sha2-nistp256': makeEcdsa }

// Several of each: a number whose first bit is set is written differently.
test.each(Object.entries(kinds).flatMap(([type, make]) => [1, 2, 3, 4, 5, 6].map((n) => ({ type, make, n }))))(
  'ssh-keygen reads the private key of $type (number $n), and finds the same public key',
  async ({ type, make, n }) => {
    const { privateKey, publicKey } = await make('laptop of ann')
    const file = join(folder, `${type}-${n}`)
    await writeFile(file, privateKey, { mode: 0o600 })
    const { stdout } = await run('ssh-keygen', ['-y', '-f', file])
    expect(stdout.trim()).toBe(publicKey)
    expect(publicKey).toMatch(new RegExp(`^${type} \\S+ laptop of ann$`))
  },
)

test('what is made is Ed25519 where that is known', async () => {
  expect((await makeKeyPair('')).publicKey).toMatch(/^ssh-ed25519 \S+$/)
})

test('the fingerprint of a public key is that of ssh-keygen', async () => {
  const { publicKey } = await makeEd25519('me')
  const file = join(folder, 'key.pub')
  await writeFile(file, publicKey)
  const { stdout } = await run('ssh-keygen', ['-l', '-f', file])
  const read = readPublicKey(publicKey)!
  expect(stdout).toContain(` ${await fingerprintOf(read)} `)
  expect(read).toMatchObject({ type: 'ssh-ed25519', comment: 'me' })
})

test.each([
  '',
  'my password',
  'ssh-ed25519 notakey me',
  'ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAA',
  '-----BEGIN OPENSSH PRIVATE KEY-----',
])('"%s" is no public key', (line) => {
  expect(readPublicKey(line)).toBeNull()
})
