import type { Keyboard } from './type-text.ts'

interface Key {
  keysym: number
  code: string
}

const key = (keysym: number, code: string): Key => ({ keysym, code })

const control = key(0xffe3, 'ControlLeft')
const alt = key(0xffe9, 'AltLeft')
const sysRq = key(0xff15, 'PrintScreen')
const functionKey = (n: number) => key(0xffbd + n, `F${n}`)
const letterKey = (letter: string) => key(letter.charCodeAt(0), `Key${letter.toUpperCase()}`)

/** Keys that the browser or the computer in front of it keeps for itself: pressed in this order, released in reverse. */
export interface SpecialKeys {
  /** What is written on the keys. */
  label: string
  /** What they do in a guest, where that is not plain. */
  does?: SysRqEffect
  keys: readonly Key[]
}

type SysRqEffect = keyof typeof sysRqLetters

const sysRqLetters = {
  reclaim: 'r',
  terminate: 'e',
  kill: 'i',
  sync: 's',
  remount: 'u',
  reboot: 'b',
  help: 'h',
} as const

/** The keys of the menu, in groups. */
export const specialKeys: readonly (readonly SpecialKeys[])[] = [
  [
    { label: 'Ctrl+Alt+Del', keys: [control, alt, key(0xffff, 'Delete')] },
    { label: 'Tab', keys: [key(0xff09, 'Tab')] },
    { label: 'Esc', keys: [key(0xff1b, 'Escape')] },
    { label: 'Super', keys: [key(0xffeb, 'MetaLeft')] },
    { label: 'Print Screen', keys: [sysRq] },
    { label: 'Alt+Tab', keys: [alt, key(0xff09, 'Tab')] },
    { label: 'Alt+F4', keys: [alt, functionKey(4)] },
    { label: 'Ctrl+Alt+Backspace', keys: [control, alt, key(0xff08, 'Backspace')] },
  ],
  Array.from({ length: 12 }, (_, at) => ({
    label: `Ctrl+Alt+F${at + 1}`,
    keys: [control, alt, functionKey(at + 1)],
  })),
  Object.entries(sysRqLetters).map(([does, letter]) => ({
    label: `Alt+SysRq+${letter.toUpperCase()}`,
    does: does as SysRqEffect,
    keys: [alt, sysRq, letterKey(letter)],
  })),
]

/** Presses `keys` in their order and releases them in reverse. */
export function pressTogether(keyboard: Keyboard, keys: readonly Key[]): void {
  for (const { keysym, code } of keys) keyboard.sendKey(keysym, code, true)
  for (const { keysym, code } of keys.toReversed()) keyboard.sendKey(keysym, code, false)
}
