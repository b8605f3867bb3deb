import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'

const run = promisify(execFile)
const main = join(import.meta.dirname, '../../bff/src/main.ts')

let dataDir: string
test.beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kilonova-bad-'))
})
test.afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true })
})

/** Starts a cloud that is expected to give up, and tells how it did. */
async function attempt(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, KILONOVA_DATA: dataDir, KILONOVA_PORT: '0', KILONOVA_DRIVER: 'fake', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code] = (await once(child, 'exit')) as [number | null]
  return { code, said: said.trim() }
}

/** One sentence for a person: no stack, no JSON. */
function expectOneSentence(said: string) {
  expect(said.split('\n')).toHaveLength(1)
  expect(said).toMatch(/^Kilonova cannot start: /)
  expect(said).not.toMatch(/\n\s+at |"level":/)
}

test('a port that is taken is named, with the way out, and nothing is half made', async () => {
  const other: Server = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const { code, said } = await attempt({ KILONOVA_PORT: String(port), KILONOVA_HOST: '127.0.0.1' })
  other.close()
  expect(code).toBe(1)
  expectOneSentence(said)
  expect(said).toContain(`Port ${port}`)
  expect(said).toContain('KILONOVA_PORT')
  expect(await readdir(dataDir)).toEqual([])
})

test('a database that cannot be reached is named, with the way out', async () => {
  const { code, said } = await attempt({ DATABASE_URL: 'postgresql://nobody:secret-word@127.0.0.1:1/none' })
  expect(code).toBe(1)
  expectOneSentence(said)
  expect(said).toContain('DATABASE_URL')
  expect(said).not.toContain('secret-word')
})

test('a libvirt that does not answer is named, with the way out', async () => {
  const { code, said } = await attempt({
    KILONOVA_DRIVER: 'libvirt',
    LIBVIRT_URI: 'qemu+unix:///system?socket=/nonexistent/libvirt-sock',
  })
  expect(code).toBe(1)
  expectOneSentence(said)
  expect(said).toContain('libvirt')
})

test('damaged settings are named by their place', async () => {
  await writeFile(join(dataDir, 'kilonova.json'), '{"port": 8774,,}')
  const { code, said } = await attempt({})
  expect(code).toBe(1)
  expectOneSentence(said)
  expect(said).toContain(join(dataDir, 'kilonova.json'))
})

test('an unknown setting is named beside the known ones', async () => {
  await writeFile(join(dataDir, 'kilonova.json'), '{"prot": 8774}')
  const { code, said } = await attempt({})
  expect(code).toBe(1)
  expect(said).toContain('prot')
  expect(said).toContain('Known settings: port')
})

test('a full disk is named, with the way out', async () => {
  test.skip(process.getuid?.() !== 0, 'only root may mount a small disk')
  await run('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', dataDir])
  try {
    await chmod(dataDir, 0o711)
    const { code, said } = await attempt({})
    expect(code).toBe(1)
    expectOneSentence(said)
    expect(said).toMatch(/full|No space left/)
  } finally {
    await run('umount', ['-l', dataDir])
  }
})
