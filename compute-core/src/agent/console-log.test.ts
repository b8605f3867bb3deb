import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tailOfConsole } from './console-log.ts'

let folder: string
let log: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kilonova-console-'))
  log = join(folder, 'console.log')
})
afterEach(() => rm(folder, { recursive: true }))

test('a guest that has said nothing yet has an empty console', async () => {
  expect(await tailOfConsole(log, 100)).toBe('')
})

test('a short log is shown whole', async () => {
  await writeFile(log, 'Welcome\n')
  expect(await tailOfConsole(log, 100)).toBe('Welcome\n')
})

test('of a long log only the end is shown', async () => {
  await writeFile(log, `${'x'.repeat(5000)}login: `)
  expect(await tailOfConsole(log, 7)).toBe('login: ')
})

test('where the log was just rotated, the one before fills up', async () => {
  await writeFile(`${log}.0`, 'one\ntwo\n')
  await writeFile(log, 'three\n')
  expect(await tailOfConsole(log, 10)).toBe('two\nthree\n')
})

test.each([1, 2, 3, 4, 5])('a character is never cut in two, with %i bytes left', async (maxBytes) => {
  await writeFile(log, 'grün 🙂')
  expect(await tailOfConsole(log, maxBytes)).toBe({ 4: '🙂', 5: ' 🙂' }[maxBytes] ?? '')
})

test('bytes that are no text do no harm', async () => {
  await writeFile(log, Buffer.from([0xff, 0xfe, 0x80, 0x41]))
  expect(await tailOfConsole(log, 100)).toBe('���A')
})
