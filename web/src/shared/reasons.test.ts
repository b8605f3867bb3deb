import { lifecycle } from '@kilonova/compute-core/domain/server/lifecycle'
import { expect, test } from 'vitest'
import { reasonInWords, withReasons } from './reasons.ts'

test('each row has its reasons in words', () => {
  const rows = [{ refusals: { start: '0', stop: '1' } }, { refusals: { start: '0' } }]
  expect(withReasons(rows, { 0: 'state ACTIVE,PAUSED,SHUTOFF', 1: 'members-only' })).toEqual([
    {
      refusals: {
        start: 'Possible only when its status is Active, Paused, or Shut off.',
        stop: 'Requires the member role in this project.',
      },
    },
    { refusals: { start: 'Possible only when its status is Active, Paused, or Shut off.' } },
  ])
})

test.each([
  ['locked', 'It is locked. Unlock it first.'],
  ['busy powering-off', 'It is busy: Stopping. Try again once that has ended.'],
  ['state SHUTOFF', 'Possible only when its status is Shut off.'],
  ['never-ran', 'It has never run. Delete it, and create it again.'],
  ['admin-only', 'Requires the admin role.'],
  ['something new', 'something new'],
])('the reason “%s” says: %s', (code, sentence) => {
  expect(reasonInWords(code)).toBe(sentence)
})

test('what is under way is told in words, whatever it is', () => {
  for (const task of Object.values(lifecycle).flatMap(({ task, laterTasks }) => (task ? [task, ...laterTasks] : [])))
    expect(reasonInWords(`busy ${task}`)).not.toMatch(/[_-]/)
})
