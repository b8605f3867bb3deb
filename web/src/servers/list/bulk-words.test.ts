import { expect, test } from 'vitest'
import { consequenceOf, inWords, isCount, isTyped } from './bulk-words.ts'

test('servers are named as a person would name them', () => {
  expect(inWords(['web-1'], 1)).toBe('web-1')
  expect(inWords(['web-1', 'web-2'], 2)).toBe('web-1 and web-2')
  expect(inWords(['web-1', 'web-2', 'web-3'], 3)).toBe('web-1 and 2 others')
  expect(inWords([], 40)).toBe('All 40 servers that match')
})

test('one server and several are spoken of as one and as several', () => {
  expect(consequenceOf('delete', ['web-1'], 1)).toMatch(/^web-1 will be deleted\. Its disk is lost/)
  expect(consequenceOf('delete', ['web-1', 'web-2'], 7)).toMatch(
    /^web-1 and 6 others will be deleted\. Their disks are lost/,
  )
  expect(consequenceOf('stop', ['web-1'], 1)).toBeUndefined()
})

test('more than ten servers are deleted only after their number was typed', () => {
  expect([isTyped('delete', 10), isTyped('delete', 11), isTyped('deleteNow', 11), isTyped('stop', 500)]).toEqual([
    false,
    true,
    true,
    false,
  ])
})

test('the number is typed as it is shown, or plainly', () => {
  const typed = ['5000', '5,000', '5.000', ' 5 000 ', '500', '5001', '']
  expect(typed.map((text) => isCount(text, 5_000))).toEqual([true, true, true, true, false, false, false])
})
