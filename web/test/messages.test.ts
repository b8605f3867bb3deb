import { expect, test } from 'vitest'
import english from '../src/ui/locales/en.json'
import { german } from '../src/ui/locales/de/index.ts'
import { keySummaries } from './key-summaries.ts'
import { isTest, sources } from './source-files.ts'
import { textsIn } from './texts.ts'

const files = [...sources].filter(([file]) => !isTest(file) && !file.endsWith('.d.ts'))
const read = files.map(([file, code]) => ({ file, ...textsIn(file, code) }))

/** Texts that are right without a catalogue, each with its reason. */
const exempt: ReadonlySet<string> = new Set([
  // The files of clients are read and run by programs: they stay in English, as those of other clouds.
  'me/client-files.ts: Password of 0:',
  'me/client-files.ts: Code of the second factor:',
])

/** Names that are the same in every language: of keyboard layouts, each in its own, and what is written on keys. */
const areNames: ReadonlySet<string> = new Set([
  'servers/console/keyboard-layouts.ts',
  'servers/console/special-keys.ts',
  'shared/openssh-key.ts',
])

/** What is given to `t` from a table of another room; its texts are taken from there. */
const fromTables: ReadonlySet<string> = new Set(['list/use-suggestions.ts'])

/** Every text, with whether it has a singular and a plural. */
const texts = new Map((await keySummaries()).map((summary) => [summary, false]))
for (const { text, isCounted } of read.flatMap((file) => file.texts)) {
  texts.set(text, isCounted || texts.get(text) === true)
}

const formsOf = (text: string) => [`${text}_one`, `${text}_other`]
const names = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].toSorted()
const catalogues: Record<string, Record<string, string>> = { English: english, German: german }
const counted = [...texts].filter(([, isCounted]) => isCounted).map(([text]) => text)

test('every text that people read goes through t', () => {
  const written = read.filter(({ file }) => !areNames.has(file))
  const found = written.flatMap(({ file, untranslated }) =>
    untranslated
      .filter(({ text }) => !exempt.has(`${file}: ${text}`))
      .map(({ text, line }) => `${file}:${line} ${text}`),
  )
  expect(found).toEqual([])
})

test('t is given texts, or what a table says that is known here', () => {
  const found = read.flatMap(({ file, unknown }) => unknown.map((line) => `${file}:${line}`))
  expect(found.filter((place) => !fromTables.has(place.split(':')[0]!))).toEqual([])
})

test('every text has its German one', () => {
  const wanted = [...texts].flatMap(([text, isCounted]) => (isCounted ? formsOf(text) : [text]))
  expect(wanted.filter((text) => !german[text])).toEqual([])
})

test.each(Object.entries(catalogues))('in %s what is counted has a singular and a plural', (_language, catalogue) => {
  expect(counted.flatMap(formsOf).filter((form) => !catalogue[form])).toEqual([])
})

test.each(Object.entries(catalogues))('in %s every text has the values of the original', (_language, catalogue) => {
  const wrong = Object.entries(catalogue).filter(([key, text]) => {
    const original = key.replace(/_(one|other)$/, '')
    // A singular may say "the server" instead of "1 server".
    const without = key.endsWith('_one') ? (name: string) => name !== '{{count}}' : () => true
    return names(text).filter(without).join() !== names(original).filter(without).join()
  })
  expect(wrong).toEqual([])
})

test.each(Object.entries(catalogues))('in %s there is no text that nothing shows', (_language, catalogue) => {
  const known = new Set([...texts].flatMap(([text, isCounted]) => (isCounted ? formsOf(text) : [text])))
  expect(Object.keys(catalogue).filter((key) => !known.has(key))).toEqual([])
})

test('a word in capitals is a name, never a code that stands for a word', () => {
  const code = /\b[A-Z]{2,}_[A-Z_]+\b/
  expect([...texts.keys(), ...Object.values(german)].filter((text) => code.test(text))).toEqual([])
})
