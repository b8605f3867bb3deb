import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'

const dataDir = mkdtempSync(join(tmpdir(), 'kilonova-start-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

/** Starts the process as `npm start` does, with a fake hypervisor and a database of its own. */
function start() {
  const { DATABASE_URL: _, ...env } = process.env
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts')], {
    env: {
      ...env,
      KILONOVA_DATA: dataDir,
      KILONOVA_DRIVER: 'fake',
      KILONOVA_PORT: '0',
      KILONOVA_HOST: '127.0.0.1',
      KILONOVA_ADMIN_PASSWORD: 'given-by-the-test',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  return { child, ended: once(child, 'exit'), printed: () => printed }
}

/** The processes that work in the data folder: a PostgreSQL does. */
const workingIn = (folder: string) =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder)
    } catch {
      return false
    }
  })

test('SIGTERM during the first start ends it, and leaves no PostgreSQL behind', { timeout: 60_000 }, async () => {
  const { child, ended, printed } = start()
  await vi.waitFor(() => expect(existsSync(join(dataDir, 'postgres/cluster/PG_VERSION'))).toBe(true), 20_000)
  child.kill('SIGTERM')
  const [code] = (await ended) as [number]
  expect(printed()).toContain('Stopping before the start has ended.')
  expect(code).toBe(0)
  expect(workingIn(dataDir)).toEqual([])
})

test(
  'the next start goes on from there, and does not print a password that was given',
  { timeout: 60_000 },
  async () => {
    const { child, ended, printed } = start()
    await vi.waitFor(() => expect(printed()).toContain('Kilonova is ready'), 40_000)
    child.kill('SIGTERM')
    await ended
    expect(printed()).toContain('the one that you have given')
    expect(printed()).not.toContain('given-by-the-test')
    expect(existsSync(join(dataDir, 'secrets/admin-password'))).toBe(false)
    expect(workingIn(dataDir)).toEqual([])
  },
)
