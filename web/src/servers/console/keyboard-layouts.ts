/** How a character is typed: the key at this place of a keyboard, with these keys held. */
export interface Stroke {
  /** The place of the key by its name on a US keyboard, as `KeyboardEvent.code` has it. */
  code: string
  shift: boolean
  altGr: boolean
}

/** A keyboard layout: which characters are on which keys. */
export interface KeyboardLayout {
  id: string
  /** Its name in its own language. */
  name: string
  /** The strokes that type a character; undefined where the layout has no way to. */
  strokesFor: (character: string) => readonly Stroke[] | undefined
}

/** The keys of each row from left to right; the first of the last row is missing on US keyboards. */
const codes = [
  ['Backquote', ...digits('1234567890'), 'Minus', 'Equal'],
  [...letters('QWERTYUIOP'), 'BracketLeft', 'BracketRight'],
  [...letters('ASDFGHJKL'), 'Semicolon', 'Quote', 'Backslash'],
  ['IntlBackslash', ...letters('ZXCVBNM'), 'Comma', 'Period', 'Slash'],
] as const

function digits(row: string): string[] {
  return [...row].map((digit) => `Digit${digit}`)
}

function letters(row: string): string[] {
  return [...row].map((letter) => `Key${letter}`)
}

type Rows = readonly [string, string, string, string]

interface Drawn {
  name: string
  /** A character for each key of a row; a blank where there is none. */
  plain: Rows
  shift: Rows
  /** What AltGr gives, by the key. */
  altGr?: Readonly<Record<string, string>>
  /** The accents that wait for the next key, as `plain:^`: a blank after one gives the accent itself. */
  dead?: readonly string[]
}

const german = {
  name: 'Deutsch',
  plain: ['^1234567890ß´', 'qwertzuiopü+', 'asdfghjklöä#', '<yxcvbnm,.-'],
  shift: ['°!"§$%&/()=?`', 'QWERTZUIOPÜ*', "ASDFGHJKLÖÄ'", '>YXCVBNM;:_'],
  altGr: {
    Digit2: '²',
    Digit3: '³',
    Digit7: '{',
    Digit8: '[',
    Digit9: ']',
    Digit0: '}',
    Minus: '\\',
    KeyQ: '@',
    KeyE: '€',
    BracketRight: '~',
    IntlBackslash: '|',
    KeyM: 'µ',
  },
  dead: ['plain:^', 'plain:´', 'shift:`'],
} as const

/** The layouts as drawn on their keyboards, as X11 and Linux's console have them. */
const drawn = {
  us: {
    name: 'English (US)',
    plain: ['`1234567890-=', 'qwertyuiop[]', "asdfghjkl;'\\", ' zxcvbnm,./'],
    shift: ['~!@#$%^&*()_+', 'QWERTYUIOP{}', 'ASDFGHJKL:"|', ' ZXCVBNM<>?'],
  },
  gb: {
    name: 'English (UK)',
    plain: ['`1234567890-=', 'qwertyuiop[]', "asdfghjkl;'#", '\\zxcvbnm,./'],
    shift: ['¬!"£$%^&*()_+', 'QWERTYUIOP{}', 'ASDFGHJKL:@~', '|ZXCVBNM<>?'],
    altGr: { Digit4: '€' },
  },
  de: german,
  'de-nodead': { ...german, name: 'Deutsch (ohne Tottasten)', dead: [] },
  ch: {
    name: 'Deutsch (Schweiz)',
    plain: ["§1234567890'^", 'qwertzuiopü¨', 'asdfghjklöä$', '<yxcvbnm,.-'],
    shift: ['°+"*ç%&/()=?`', 'QWERTZUIOPè!', 'ASDFGHJKLéà£', '>YXCVBNM;:_'],
    altGr: {
      Digit2: '@',
      Digit3: '#',
      Digit6: '¬',
      Digit7: '|',
      Minus: '´',
      Equal: '~',
      KeyE: '€',
      BracketLeft: '[',
      BracketRight: ']',
      Quote: '{',
      Backslash: '}',
      IntlBackslash: '\\',
    },
    dead: ['plain:^', 'plain:¨', 'shift:`', 'altGr:´', 'altGr:~'],
  },
  fr: {
    name: 'Français',
    plain: ['²&é"\'(-è_çà)=', 'azertyuiop^$', 'qsdfghjklmù*', '<wxcvbn,;:!'],
    shift: [' 1234567890°+', 'AZERTYUIOP¨£', 'QSDFGHJKLM%µ', '>WXCVBN?./§'],
    altGr: {
      Digit2: '~',
      Digit3: '#',
      Digit4: '{',
      Digit5: '[',
      Digit6: '|',
      Digit7: '`',
      Digit8: '\\',
      Digit9: '^',
      Digit0: '@',
      Minus: ']',
      Equal: '}',
      KeyE: '€',
      BracketRight: '¤',
    },
    dead: ['plain:^', 'shift:¨'],
  },
  es: {
    name: 'Español',
    plain: ["º1234567890'¡", 'qwertyuiop`+', 'asdfghjklñ´ç', '<zxcvbnm,.-'],
    shift: ['ª!"·$%&/()=?¿', 'QWERTYUIOP^*', 'ASDFGHJKLÑ¨Ç', '>ZXCVBNM;:_'],
    altGr: {
      Backquote: '\\',
      Digit1: '|',
      Digit2: '@',
      Digit3: '#',
      Digit4: '~',
      Digit6: '¬',
      KeyE: '€',
      BracketLeft: '[',
      BracketRight: ']',
      Quote: '{',
      Backslash: '}',
    },
    dead: ['plain:`', 'plain:´', 'shift:^', 'shift:¨'],
  },
  it: {
    name: 'Italiano',
    plain: ["\\1234567890'ì", 'qwertyuiopè+', 'asdfghjklòàù', '<zxcvbnm,.-'],
    shift: ['|!"£$%&/()=?^', 'QWERTYUIOPé*', 'ASDFGHJKLç°§', '>ZXCVBNM;:_'],
    altGr: {
      Digit7: '{',
      Digit0: '}',
      Minus: '`',
      Equal: '~',
      KeyE: '€',
      BracketLeft: '[',
      BracketRight: ']',
      Semicolon: '@',
      Quote: '#',
    },
  },
  se: {
    name: 'Svenska',
    plain: ['§1234567890+´', 'qwertyuiopå¨', "asdfghjklöä'", '<zxcvbnm,.-'],
    shift: ['½!"#¤%&/()=?`', 'QWERTYUIOPÅ^', 'ASDFGHJKLÖÄ*', '>ZXCVBNM;:_'],
    altGr: {
      Digit2: '@',
      Digit3: '£',
      Digit4: '$',
      Digit7: '{',
      Digit8: '[',
      Digit9: ']',
      Digit0: '}',
      Minus: '\\',
      KeyE: '€',
      BracketRight: '~',
      IntlBackslash: '|',
      KeyM: 'µ',
    },
    dead: ['plain:´', 'plain:¨', 'shift:`', 'shift:^', 'altGr:~'],
  },
} as const satisfies Record<string, Drawn>

/** The id of a layout. */
export type LayoutId = keyof typeof drawn

/** Which mark of a composed letter an accent's key stands for. */
const markOf: Readonly<Record<string, string>> = {
  '\u0300': '`',
  '\u0301': '´',
  '\u0302': '^',
  '\u0303': '~',
  '\u0308': '¨',
}

const space: Stroke = { code: 'Space', shift: false, altGr: false }
const plainKeys: ReadonlyMap<string, readonly Stroke[]> = new Map([
  [' ', [space]],
  ['\n', [{ code: 'Enter', shift: false, altGr: false }]],
  ['\t', [{ code: 'Tab', shift: false, altGr: false }]],
])

function layoutOf(id: string, { name, plain, shift, altGr = {}, dead = [] }: Drawn): KeyboardLayout {
  const keys = new Map(plainKeys)
  const accents = new Map<string, Stroke>()
  const add = (level: 'plain' | 'shift' | 'altGr', character: string, code: string) => {
    const stroke = { code, shift: level === 'shift', altGr: level === 'altGr' }
    if (dead.includes(`${level}:${character}`)) accents.set(character, stroke)
    else if (character !== ' ' && !keys.has(character)) keys.set(character, [stroke])
  }
  const addRows = (level: 'plain' | 'shift', rows: Rows) =>
    rows.forEach((row, at) => [...row].forEach((character, index) => add(level, character, codes[at]![index]!)))
  addRows('plain', plain)
  addRows('shift', shift)
  for (const [code, character] of Object.entries(altGr)) add('altGr', character, code)
  const composed = (character: string) => {
    const [letter = '', mark = '', ...more] = character.normalize('NFD')
    const accent = accents.get(markOf[mark] ?? '')
    const base = keys.get(letter)
    return accent && base && more.length === 0 ? [accent, ...base] : undefined
  }
  return {
    id,
    name,
    strokesFor(character) {
      const accent = accents.get(character)
      return keys.get(character) ?? (accent ? [accent, space] : composed(character))
    },
  }
}

/** The layouts that a guest's keyboard can have. */
export const keyboardLayouts = Object.fromEntries(
  Object.entries(drawn).map(([id, layout]) => [id, layoutOf(id, layout)]),
) as Record<LayoutId, KeyboardLayout>

/** Whether this is the id of a layout. */
export const isLayoutId = (id: unknown): id is LayoutId => typeof id === 'string' && Object.hasOwn(drawn, id)

/** The layout that fits a person's languages best: that of most guests, the US one, where none is known. */
export function likelyLayout(languages: readonly string[]): LayoutId {
  for (const language of languages) {
    const [first = '', region = ''] = language.toLowerCase().split('-')
    if (region === 'gb' || region === 'ch') return region
    if (first === 'en') return 'us'
    if (first === 'sv') return 'se'
    if (isLayoutId(first)) return first
  }
  return 'us'
}
