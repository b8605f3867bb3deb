import { expect, test } from 'vitest'
import { parseQuery, queryBounds, quoted } from './query-syntax.ts'

/** The terms in short: `!key.name:a*b|c`. */
const inShort = (text: string) =>
  parseQuery(text).terms.map(({ isNegated, key, name, values }) =>
    [
      isNegated ? '!' : '',
      key === undefined ? '' : `${key}${name === undefined ? '' : `.${name}`}:`,
      values.map(({ comparison, pieces }) => (comparison === '=' ? '' : comparison) + pieces.join('*')).join('|'),
    ].join(''),
  )

test.each([
  ['', []],
  ['web', ['web']],
  ['  web   db ', ['web', 'db']],
  ['status:error,shelved -tag:test', ['status:error|shelved', '!tag:test']],
  ['Name:Web-*', ['name:Web-*']],
  ['"free text"', ['free text']],
  ['name:"a, b",c', ['name:a, b|c']],
  ['name:"my web"*', ['name:my web*']],
  [String.raw`"say \"hi\" \\ there"`, ['say "hi" \\ there']],
  ['metadata.role:web', ['metadata.role:web']],
  ['metadata."my role":web', ['metadata.my role:web']],
  ['created:<7d updated:>=2026-11-01T10:00', ['created:<7d', 'updated:>=2026-11-01T10:00']],
  ['fd00::5', ['fd00::5']],
  ['fa:16:3e:00:00:01', ['fa:16:3e:00:00:01']],
  ['-', ['-']],
  ['a-b', ['a-b']],
  ['web,db', ['web|db']],
  ['<7d', ['<7d']],
])('%s is read as %j', (text, expected) => {
  expect(parseQuery(text).problems).toEqual([])
  expect(inShort(text)).toEqual(expected)
})

test('a star in quotation marks is a star', () => {
  expect(parseQuery('name:"a*b"').terms[0]!.values[0]!.pieces).toEqual(['a*b'])
  expect(parseQuery('name:a*b').terms[0]!.values[0]!.pieces).toEqual(['a', 'b'])
})

test.each([
  ['name:', 'After name: comes what to look for, as in name:something.'],
  ['name:"web', 'A quotation mark is not closed. Add the second one.'],
  ['status:error,', 'A comma stands between two values, as in status:error,build. Add one, or take the comma away.'],
  ['status:,error', 'A comma stands between two values, as in status:error,build. Add one, or take the comma away.'],
  ['created:<', 'After < comes a value, as in created:<7d.'],
])('%s is told what to do', (text, message) => {
  expect(parseQuery(text).problems).toEqual([expect.objectContaining({ message })])
})

test('what is whole is read beside what is half typed', () => {
  expect(inShort('web status: db')).toEqual(['web', 'db'])
})

test.each([
  ['its length', 'a'.repeat(queryBounds.characters + 1)],
  ['its terms', 'a '.repeat(queryBounds.terms + 1)],
  ['its values', `id:${Array.from({ length: queryBounds.values + 1 }, () => 'a').join(',')}`],
  ['its stars', 'a* '.repeat(queryBounds.wildcards + 1)],
  ['the stars of one value', `name:${'a*'.repeat(queryBounds.wildcardsInValue + 1)}`],
  ['the length of one value', `name:${'a'.repeat(queryBounds.valueCharacters + 1)}`],
])('a query is bounded in %s', (_what, text) => {
  expect(parseQuery(text).problems).not.toEqual([])
})

test('the tokens cover everything but the blanks, one after the other', () => {
  const text = '-status:error,"a b" created:<7d we*b "x y"'
  const { tokens } = parseQuery(text)
  expect(tokens.map(({ from, to }) => text.slice(from, to)).join('')).toBe('-status:error,"a b"created:<7dwe*b"x y"')
  expect(tokens.map(({ kind }) => kind).slice(0, 6)).toEqual(['not', 'key', 'colon', 'value', 'comma', 'value'])
})

test.each(['web', 'a b', '-x', 'a*', 'a"b', 'back\\slash', 'x:y', '<7d', 'a,b', '', 'ö'])(
  '%j in quotation marks where it needs them is one value',
  (text) => {
    const { terms, problems } = parseQuery(`name:${quoted(text)}`)
    expect(problems).toEqual([])
    expect(terms).toHaveLength(1)
    expect(terms[0]!.values).toMatchObject([{ comparison: '=', pieces: [text] }])
  },
)

test('nothing that can be typed makes it throw', () => {
  const signs = ['a', ':', '-', '"', '\\', ',', '*', '<', '=', ' ', '.', 'é', '\n']
  for (let seed = 1; seed < 3000; seed++) {
    let state = seed * 2654435761
    const text = Array.from({ length: 12 }, () => {
      state = (state * 1103515245 + 12345) % 2 ** 31
      return signs[Math.floor((state / 2 ** 31) * signs.length)]
    }).join('')
    const { terms, problems, tokens } = parseQuery(text)
    for (const { from, to } of [...terms, ...problems, ...tokens]) expect(from <= to && to <= text.length).toBe(true)
  }
})
