import { expect, test } from 'vitest'
import { keysymOf, typeText } from './type-text.ts'

test.each([
  ['a', 0x61],
  ['é', 0xe9],
  ['\n', 0xff0d],
  ['\t', 0xff09],
  ['€', 0x010020ac],
])('%j is the key %i', (character, keysym) => {
  expect(keysymOf(character)).toBe(keysym)
})

test('capitals are typed with Shift held, and a line end is one Enter', () => {
  const keys: string[] = []
  const sendKey = (keysym: number, _code: string | null, down?: boolean) => {
    keys.push(`${keysym.toString(16)}${down === undefined ? '' : down ? ' down' : ' up'}`)
  }
  typeText({ sendKey }, 'aB\r\n')
  expect(keys).toEqual(['61', 'ffe1 down', '42', 'ffe1 up', 'ff0d'])
})
