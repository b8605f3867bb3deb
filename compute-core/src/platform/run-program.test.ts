import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { endPrograms, requirePrograms, runProgram } from './run-program.ts'

const root = join(import.meta.dirname, '..')

test('a program that is not installed is unavailable, with the cure', async () => {
  await expect(runProgram('kilonova-no-such-program', [])).rejects.toThrow(
    'The program kilonova-no-such-program is not available. Install it on this host: apt-get install',
  )
})

test('a program that fails is quoted', async () => {
  await expect(runProgram('ls', ['/nowhere/at-all'])).rejects.toThrow(/^ls failed: .*No such file or directory$/)
})

test('a program reads its input and answers its output, untouched by a shell', async () => {
  expect(await runProgram('cat', ['-'], { input: '$HOME `x`\n' })).toBe('$HOME `x`\n')
})

test('a program that does not want its input is judged by how it ends', async () => {
  expect(await runProgram('true', [], { input: 'x'.repeat(1 << 20) })).toBe('')
})

test('a program finds others in the folders of the system, whatever path we were given', async () => {
  const [folder] = (await runProgram('sh', ['-c', 'echo "$PATH"'])).split(':').toReversed()
  expect(folder!.trim()).toBe('/bin')
})

test('a missing program is named with the packages that bring it', async () => {
  await expect(requirePrograms(['dnsmasq'], '/nowhere')).rejects.toThrow('apt-get install dnsmasq-base')
  await expect(requirePrograms(['ip'], '/nowhere')).rejects.toThrow('pacman -S iproute2')
  await expect(requirePrograms(['sh'])).resolves.toBeUndefined()
})

test.each([false, true])(
  'no program learns of our environment what it does not need (leavesDaemon: %s)',
  async (leavesDaemon) => {
    const secrets = ['KILONOVA_ADMIN_PASSWORD', 'DATABASE_URL', 'PGPASSWORD', 'OS_PASSWORD', 'AWS_SECRET_ACCESS_KEY']
    for (const name of secrets) vi.stubEnv(name, 'a password')
    expect(await runProgram('env', [], { leavesDaemon })).not.toContain('a password')
    vi.unstubAllEnvs()
  },
)

test('only this file starts programs, so that none gets another environment', async () => {
  const sources = (await readdir(root, { recursive: true })).filter((name) => /(?<!\.test)\.ts$/.test(name))
  const starting = sources.filter((name) => /child_process/.test(readFileSync(join(root, name), 'utf8')))
  expect(starting).toEqual(['platform/run-program.ts'])
})

test('programs under way end when the process is told to', async () => {
  const sleeping = runProgram('sleep', ['60'])
  endPrograms()
  await expect(sleeping).rejects.toThrow('ended with SIGTERM')
})

const limits = { cpuSeconds: 1, memoryBytes: 2 ** 28, fileBytes: 4096 }

test.each([
  ['time', ['sh', ['-c', 'while :; do :; done']], /SIGKILL|SIGXCPU|Killed|CPU/],
  ['memory', ['awk', ['BEGIN { s = "x"; while (1) s = s s }']], /failed/],
  ['room on disk', ['dd', ['if=/dev/zero', `of=/dev/shm/kilonova-${process.pid}`, 'bs=1M', 'count=1']], /failed/],
] as const)('a program that takes more %s than it may is ended', async (_what, [program, args], how) => {
  await expect(runProgram(program, args, { limits })).rejects.toThrow(how)
})

test('a program under limits that is not installed is named, and not the one that limits it', async () => {
  await expect(runProgram('kilonova-no-such-program', [], { limits })).rejects.toThrow(
    'The program kilonova-no-such-program is not available.',
  )
})

test('a program that ends by a signal says so', async () => {
  await expect(runProgram('sh', ['-c', 'kill -9 $$'])).rejects.toThrow(
    'sh failed: it said nothing and ended with SIGKILL',
  )
})

test('a program that never stops talking is ended', async () => {
  await expect(runProgram('yes', [])).rejects.toThrow('yes failed: it printed more than 64 MiB')
})
