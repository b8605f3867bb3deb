import { expect, test } from 'vitest'
import { textsIn } from './texts.ts'

const read = (code: string) => textsIn('page.tsx', code)
const untranslated = (code: string) => read(code).untranslated.map(({ text }) => text)

test('finds every text that is given to t, however it is written', () => {
  const { texts, unknown } = read(`
    const a = t('It\\'s here')
    const b = t("double", { name })
    const c = t(\`without values\`)
    const d = t(isOn ? 'On' : 'Off')
    const e = t('{{count}} servers', { count: rows.length })
  `)
  expect(texts.map(({ text }) => text)).toEqual([
    "It's here",
    'double',
    'without values',
    'On',
    'Off',
    '{{count}} servers',
  ])
  expect(texts.filter(({ isCounted }) => isCounted).map(({ text }) => text)).toEqual(['{{count}} servers'])
  expect(unknown).toEqual([])
})

test('says where t is given something that no catalogue can have', () => {
  expect(read('const a = 1\nconst b = t(word)').unknown).toEqual([2])
})

test('finds texts in the middle of elements, and their parts that depend on something', () => {
  expect(
    untranslated('const a = <p>Hello <b>you</b> {isOn ? "on" : t("off")} {count} {x && `at ${place}`}</p>'),
  ).toEqual(['on', 'at', 'Hello', 'you'])
})

test('finds texts of attributes and of tables that people read, and of no others', () => {
  expect(
    untranslated('const a = <Field label="Name" type="text" aria-label={`Row ${n}`} w={isOn ? "all" : "none"} />'),
  ).toEqual(['Name', 'Row'])
  expect(untranslated(`const a = { label: 'Light', value: 'light', key: 'some key', header: t('Name') }`)).toEqual([
    'Light',
  ])
})

test('finds sentences wherever they stand, but not those of the code itself', () => {
  expect(untranslated(`const a = () => (isValid ? null : 'Choose a flavor')`)).toEqual(['Choose a flavor'])
  expect(untranslated(`const a = () => { throw new Error('No scope here') }\ntype A = 'Some type here'`)).toEqual([])
})

test('lets names of products, units of protocols and paths stand as they are', () => {
  expect(untranslated('const a = <p title="/v2.1/servers/**">Kilonova CPU 5 — IPv4</p>')).toEqual([])
})
