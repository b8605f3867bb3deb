/** What noVNC lets one send: a key by its X keysym, down or up. */
export interface Keyboard {
  sendKey(keysym: number, code: string | null, down?: boolean): void
}

const shift = 0xffe1
const needsShift = /[A-Z~!@#$%^&*()_+{}|:"<>?]/

/** The X keysym of a character: Latin-1 is itself, the rest is Unicode with a mark, Enter and Tab are keys of their own. */
export function keysymOf(character: string): number {
  if (character === '\n') return 0xff0d
  if (character === '\t') return 0xff09
  const code = character.codePointAt(0) ?? 0
  return code <= 0xff ? code : 0x01000000 | code
}

/** Types `text` into the guest, as a person with a US keyboard would. */
export function typeText(keyboard: Keyboard, text: string): void {
  for (const character of text.replace(/\r\n?/g, '\n')) {
    const shifted = needsShift.test(character)
    // QEMU turns a keysym into the key it is on, and does not press Shift for us.
    if (shifted) keyboard.sendKey(shift, 'ShiftLeft', true)
    keyboard.sendKey(keysymOf(character), null)
    if (shifted) keyboard.sendKey(shift, 'ShiftLeft', false)
  }
}
