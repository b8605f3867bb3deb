import { expect, test } from 'vitest'
import { runProgram } from './run-program.ts'

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
