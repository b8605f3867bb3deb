import { expect, test } from 'vitest'
import { accountOf, conflict, failed, invalid, unavailable } from '#platform/errors'
import { packFailure } from './command-wire.ts'
import { commandHandlers } from './command-handlers.ts'
import { hostFailure } from './host-failure.ts'
import type { CommandKind } from './command-contract.ts'

const words = 'internal error: no emulator on rack-7'
const kinds = Object.keys(commandHandlers) as CommandKind[]

test.each([...kinds, 'open-console'] as const)('what a host says of %s is for administrators only', (task) => {
  for (const error of [new Error(words), unavailable(words, words)]) {
    const { sentence, detail } = accountOf(hostFailure(task, packFailure(error)))
    expect(sentence).not.toContain('rack-7')
    expect(sentence).toMatch(/^The host .* Administrators|^The host .* administrators/)
    expect(detail).toContain(words)
  }
})

test.each([
  invalid('The image has no such format.'),
  conflict('The guest does not run.', 'Start it.'),
  failed('The image is not whole.'),
])('what was written for everybody stays as it is: %s', (error) => {
  expect(accountOf(hostFailure('guest-spawn', packFailure(error)))).toEqual(accountOf(error))
})

test('what is not available is told where its detail has been kept apart', () => {
  const failure = {
    kind: 'unavailable',
    what: 'Disk space on the host',
    hint: 'Try another host.',
    detail: '/srv',
  } as const
  expect(accountOf(hostFailure('disks-create', failure))).toEqual({
    sentence: 'Disk space on the host is not available. Try another host.',
    detail: '/srv',
    status: 503,
  })
})
