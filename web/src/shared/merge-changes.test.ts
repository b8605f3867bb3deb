import { expect, test } from 'vitest'
import { mergedList, mergedRecord } from './merge-changes.ts'

test('two people who edit one list keep what each has added and taken away', () => {
  expect(mergedList(['a', 'theirs'], ['a', 'gone', 'theirs-gone'], ['a', 'theirs-gone', 'mine'])).toEqual([
    'a',
    'theirs',
    'mine',
  ])
  expect(mergedList(['a', 'same'], ['a'], ['a', 'same'])).toEqual(['a', 'same'])
})

test('two people who edit keys with values keep what each has changed; of one value the later counts', () => {
  const before = { kept: '1', mine: '1', theirs: '1', both: '1', gone: '1' }
  const now = { ...before, theirs: '2', both: '2', new: '2' }
  const after = { kept: '1', mine: '3', theirs: '1', both: '3', added: '3' }
  expect(mergedRecord(now, before, after)).toEqual({
    kept: '1',
    mine: '3',
    theirs: '2',
    both: '3',
    new: '2',
    added: '3',
  })
})
