import { expect, test } from 'vitest'
import { withReasons } from './reasons.ts'

test('each row has the sentences of its reasons, with its own name in them', () => {
  const rows = [
    { name: 'web-1', refusals: { start: '0', stop: '1' } },
    { name: '$&', refusals: { start: '0' } },
  ]
  const sentences = { 0: 'Cannot start {{name}}.', 1: 'Requires the member role.' }
  expect(withReasons(rows, sentences)).toEqual([
    { name: 'web-1', refusals: { start: 'Cannot start web-1.', stop: 'Requires the member role.' } },
    { name: '$&', refusals: { start: 'Cannot start $&.' } },
  ])
})
