import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, assert, expect, test } from 'vitest'
import { lockFile } from './folder-lock.ts'

const folder = mkdtempSync(join(tmpdir(), 'kilonova-lock-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a lock is held once, says by whom, and is free again when it is released', () => {
  const path = join(folder, 'once')
  const held = lockFile(path)
  assert('release' in held)
  expect(lockFile(path)).toEqual({ heldBy: String(process.pid) })
  held.release()
  const again = lockFile(path)
  assert('release' in again)
  again.release()
})

test('a lock is free as soon as its process was killed, and a copy of its file is another lock', async () => {
  const path = join(folder, 'killed')
  const module = JSON.stringify(join(import.meta.dirname, 'folder-lock.ts'))
  const hold = `const { lockFile } = await import(${module}); lockFile(${JSON.stringify(path)}); console.log('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', hold], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  expect(lockFile(path)).toEqual({ heldBy: String(child.pid) })
  copyFileSync(path, `${path}-copy`)
  const copy = lockFile(`${path}-copy`)
  assert('release' in copy)
  copy.release()
  child.kill('SIGKILL')
  await once(child, 'exit')
  const free = lockFile(path)
  assert('release' in free)
  free.release()
})
