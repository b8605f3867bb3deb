import { keyboardLayouts, type KeyboardLayout, type Stroke } from './keyboard-layouts.ts'

/** What noVNC sends keys with: the X keysym, the place of the key, down or up. */
export interface Keyboard {
  sendKey(keysym: number, code: string | null, down?: boolean): void
}

const held = { shift: [0xffe1, 'ShiftLeft'], altGr: [0xfe03, 'AltRight'] } as const
const keysyms: Readonly<Record<string, number>> = { Enter: 0xff0d, Tab: 0xff09, Space: 0x20, IntlBackslash: 0x3c }

const usKeys = new Map<string, string>()
for (let code = 0x21; code < 0x7f; code++) {
  const character = String.fromCharCode(code)
  const [stroke] = keyboardLayouts.us.strokesFor(character)!
  usKeys.set(`${stroke!.code}${stroke!.shift}`, character)
}

/**
 * The keysym of what a US keyboard has at a key's place. The guest sees the place alone; a screen that takes no places finds it by this
 * keysym, and QEMU presses Caps Lock if a letter's case does not agree with Shift.
 */
function keysymAt({ code, shift }: Stroke): number {
  return keysyms[code] ?? usKeys.get(`${code}${shift}`)?.codePointAt(0) ?? 0
}

const charactersOf = (text: string) => [...text.replace(/\r\n?/g, '\n').normalize('NFC')]

/** The characters of `text` that `layout` cannot type, each once. */
export const untypable = (text: string, layout: KeyboardLayout): string[] => [
  ...new Set(charactersOf(text).filter((character) => !layout.strokesFor(character))),
]

/** Types `text` into a guest whose keyboard has `layout`; what the layout cannot type is left out. */
export function typeText(keyboard: Keyboard, text: string, layout: KeyboardLayout): void {
  for (const character of charactersOf(text)) {
    for (const stroke of layout.strokesFor(character) ?? []) press(keyboard, stroke)
  }
}

function press(keyboard: Keyboard, stroke: Stroke): void {
  if (stroke.shift) keyboard.sendKey(...held.shift, true)
  if (stroke.altGr) keyboard.sendKey(...held.altGr, true)
  keyboard.sendKey(keysymAt(stroke), stroke.code, true)
  keyboard.sendKey(keysymAt(stroke), stroke.code, false)
  if (stroke.altGr) keyboard.sendKey(...held.altGr, false)
  if (stroke.shift) keyboard.sendKey(...held.shift, false)
}
