import { expect, test } from 'vitest'
import { isLayoutId, keyboardLayouts, likelyLayout, type LayoutId } from './keyboard-layouts.ts'
import { pressTogether, specialKeys } from './special-keys.ts'
import { type Keyboard, typeText, untypable } from './type-text.ts'

/** A keyboard that writes down what is pressed: `+KeyA` down, `-KeyA` up. */
function aKeyboard() {
  const keys: string[] = []
  const keysyms: number[] = []
  const keyboard: Keyboard = {
    sendKey(keysym, code, down) {
      keys.push(`${down ? '+' : '-'}${code}`)
      if (down) keysyms.push(keysym)
    },
  }
  return { keyboard, keysyms, pressed: () => keys.join(' ') }
}

function typed(text: string, layout: LayoutId): string {
  const { keyboard, pressed } = aKeyboard()
  typeText(keyboard, text, keyboardLayouts[layout])
  return pressed()
}

const ascii = Array.from({ length: 0x7f - 0x20 }, (_, at) => String.fromCharCode(0x20 + at)).join('')
const layouts = Object.values(keyboardLayouts)

test.each(layouts)('everything that shells need is on the keys of $name', (layout) => {
  expect(untypable(`${ascii}\t\n`, layout)).toEqual([])
})

test.each(layouts)('no two characters are on one key of $name', (layout) => {
  const characters = Array.from({ length: 0x2100 - 0x20 }, (_, at) => String.fromCharCode(0x20 + at))
  const keys = characters.flatMap((character) => {
    const strokes = layout.strokesFor(character)
    return strokes?.length === 1 ? [JSON.stringify(strokes[0])] : []
  })
  expect(new Set(keys).size).toBe(keys.length)
})

test('capitals are typed with Shift held, and a line break is one Enter', () => {
  expect(typed('aB\r\n', 'us')).toBe('+KeyA -KeyA +ShiftLeft +KeyB -KeyB -ShiftLeft +Enter -Enter')
})

test.each<[LayoutId, string, string]>([
  ['de', 'z', '+KeyY -KeyY'],
  ['de', '@', '+AltRight +KeyQ -KeyQ -AltRight'],
  ['de', '/', '+ShiftLeft +Digit7 -Digit7 -ShiftLeft'],
  ['de', '|', '+AltRight +IntlBackslash -IntlBackslash -AltRight'],
  ['de', 'ß', '+Minus -Minus'],
  ['fr', 'a', '+KeyQ -KeyQ'],
  ['fr', '1', '+ShiftLeft +Digit1 -Digit1 -ShiftLeft'],
  ['gb', '"', '+ShiftLeft +Digit2 -Digit2 -ShiftLeft'],
  ['es', 'ñ', '+Semicolon -Semicolon'],
])('on a keyboard %s, %s is %s', (layout, text, keys) => {
  expect(typed(text, layout)).toBe(keys)
})

test('an accent that waits for a letter is followed by a blank, or makes the letter', () => {
  expect(typed('^', 'de')).toBe('+Backquote -Backquote +Space -Space')
  expect(typed('é', 'de')).toBe('+Equal -Equal +KeyE -KeyE')
  expect(typed('^', 'de-nodead')).toBe('+Backquote -Backquote')
  expect(typed('É', 'es')).toBe('+Quote -Quote +ShiftLeft +KeyE -KeyE -ShiftLeft')
})

test('each key has the keysym of its place on a US keyboard, whose case agrees with Shift', () => {
  const { keyboard, keysyms } = aKeyboard()
  typeText(keyboard, 'zZ', keyboardLayouts.de)
  expect(keysyms.map((keysym) => (keysym < 0x7f ? String.fromCharCode(keysym) : 'shift'))).toEqual(['y', 'shift', 'Y'])
})

test('what a layout cannot type is told, each once, and is left out', () => {
  expect(untypable('naïve ☃ ☃ €', keyboardLayouts.us)).toEqual(['ï', '☃', '€'])
  expect(typed('a☃b', 'us')).toBe('+KeyA -KeyA +KeyB -KeyB')
})

test('a letter and its accent are one character, however they were written', () => {
  expect(untypable('u\u0308', keyboardLayouts.de)).toEqual([])
})

test('keys that belong together are released in reverse', () => {
  const { keyboard, pressed } = aKeyboard()
  pressTogether(keyboard, specialKeys[0]![0]!.keys)
  expect(pressed()).toBe('+ControlLeft +AltLeft +Delete -Delete -AltLeft -ControlLeft')
})

test('a person’s language suggests a layout', () => {
  expect(likelyLayout(['de-DE', 'en'])).toBe('de')
  expect(likelyLayout(['de-CH'])).toBe('ch')
  expect(likelyLayout(['en-GB'])).toBe('gb')
  expect(likelyLayout(['ja-JP', 'sv'])).toBe('se')
  expect(likelyLayout(['ja-JP'])).toBe('us')
  expect(isLayoutId('toString')).toBe(false)
})
