import { expect, test } from 'vitest'
import { extraSpecChanges } from './extra-spec-changes.ts'

test('only what is new, other or gone is sent', () => {
  expect(extraSpecChanges({ a: '1', b: '2', c: '3' }, { a: '1', b: '4', d: '5' })).toEqual({
    set: { b: '4', d: '5' },
    removed: ['c'],
  })
})
