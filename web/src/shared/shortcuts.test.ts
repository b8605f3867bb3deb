import { expect, test } from 'vitest'
import { isMeant, shortcutOf } from './shortcuts.ts'

const inside = (selector: string | null) => ({
  closest: (asked: string) => (selector && asked.includes(selector) ? {} : null),
})
const pressed = {
  key: 'j',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  defaultPrevented: false,
  isComposing: false,
  target: inside(null) as unknown as EventTarget,
}

test('a key on the page is a shortcut', () => {
  expect(isMeant(pressed)).toBe(true)
})

test.each(['textarea', '[contenteditable]', '[role="dialog"]', '[role="menu"]', 'select'])(
  'a key within %s is none',
  (selector) => {
    expect(isMeant({ ...pressed, target: inside(selector) as unknown as EventTarget })).toBe(false)
  },
)

test.each(['ctrlKey', 'metaKey', 'altKey', 'defaultPrevented', 'isComposing'])('a key with %s is none', (what) => {
  expect(isMeant({ ...pressed, [what]: true })).toBe(false)
})

test('of two groups with the same key, the newer one has it', () => {
  const group = (title: string) => ({ title, shortcuts: [{ key: 'x', label: title, run: () => {} }] })
  expect(shortcutOf('x', [group('page'), group('panel')])?.label).toBe('panel')
  expect(shortcutOf('y', [group('page')])).toBeUndefined()
})
