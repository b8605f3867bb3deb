import { expect, test } from 'vitest'
import { readWish } from './palette-words.ts'

test.each([
  ['delete web-5', 'delete', 'web-5'],
  ['  Delete  web 5 ', 'delete', 'web 5'],
  ['hard reboot web-5', 'hard reboot', 'web-5'],
  ['reboot web-5', 'reboot', 'web-5'],
  ['unlock db', 'unlock', 'db'],
  ['console web-5', 'console', 'web-5'],
  ['delete', undefined, 'delete'],
  ['deleted-1', undefined, 'deleted-1'],
  ['web-5', undefined, 'web-5'],
  ['', undefined, ''],
])('“%s” means %s of “%s”', (text, word, rest) => {
  const read = readWish(text)
  expect([read.wish?.word, read.rest]).toEqual([word, rest])
})
