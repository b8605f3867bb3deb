/**
 * The language in which lists are searched: `status:error,shelved -tag:test name:web-* created:<7d "free text"`.
 *
 * Terms stand between blanks, and all of them hold. A term is a key, a colon and its values, or text alone; with a `-` in front it does
 * not hold. Commas stand between values of which any may be it. `*` is any text, `<` `<=` `>` `>=` compare, quotation marks keep blanks,
 * commas and stars as they are; in them `\"` and `\\` are a quotation mark and a backslash.
 *
 * Nothing here knows what keys there are: `query-keys.ts` does. Both run in a browser as well.
 */

/** The most of each that a query may have, so that no query is costly to search for. */
export const queryBounds = {
  characters: 8000,
  terms: 20,
  values: 200,
  wildcards: 20,
  wildcardsInValue: 6,
  valueCharacters: 255,
}

export type Comparison = '=' | '<' | '<=' | '>' | '>='

/** Where something stands in the query. */
export interface Span {
  from: number
  to: number
}

/** One value of a term: the text between its stars, of which a value without any has one piece. */
export interface QueryValue extends Span {
  comparison: Comparison
  pieces: readonly string[]
}

/** One term of a query. */
export interface QueryTerm extends Span {
  isNegated: boolean
  /** Undefined for text alone. */
  key: string | undefined
  /** What stands behind a dot: `role` of `metadata.role:web`. */
  name: string | undefined
  values: readonly QueryValue[]
}

/** What is wrong in a query, as a sentence that says what to do, and where. */
export interface QueryProblem extends Span {
  message: string
}

/** One piece of a query as it is coloured. */
export interface QueryToken extends Span {
  kind: 'not' | 'key' | 'colon' | 'comparison' | 'value' | 'star' | 'comma' | 'text'
}

/** A query taken apart; as much of it as is well formed, and what is not. */
export interface ParsedQuery {
  terms: readonly QueryTerm[]
  tokens: readonly QueryToken[]
  problems: readonly QueryProblem[]
}

/** Takes a query apart. It never throws: what is half typed is a problem beside the terms that are whole. */
export function parseQuery(text: string): ParsedQuery {
  if (text.length > queryBounds.characters) return tooLong(text)
  const reading: Reading = { text, at: 0, tokens: [], problems: [] }
  const terms: QueryTerm[] = []
  for (skipBlanks(reading); reading.at < text.length; skipBlanks(reading)) {
    const term = readTerm(reading)
    if (term) terms.push(term)
  }
  return { terms, tokens: reading.tokens, problems: [...reading.problems, ...excesses(terms)] }
}

/** `text` as one value, in quotation marks where it would mean something else without them. */
export const quoted = (text: string): string =>
  /^[^\s",*<>:\\-][^\s",*:\\]*$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`

interface Reading {
  text: string
  at: number
  tokens: QueryToken[]
  problems: QueryProblem[]
}

const blank = /\s/

function skipBlanks(reading: Reading): void {
  while (reading.at < reading.text.length && blank.test(reading.text[reading.at]!)) reading.at++
}

// No key has a digit, so that an address like fd00::5 is none.
const keyAhead = /([A-Za-z_-]+)(?:\.("(?:[^"\\]|\\.)*"|[^\s":,]+))?:/y
// A MAC address and one of IPv6: hexadecimal with more than one colon.
const addressAhead = /[\da-f]*:[\da-f:]*:[\da-f:.*]*(?=[\s,]|$)/iy

function readTerm(reading: Reading): QueryTerm | undefined {
  const { text } = reading
  const from = reading.at
  const isNegated = text[from] === '-' && from + 1 < text.length && !blank.test(text[from + 1]!)
  if (isNegated) take(reading, 1, 'not')
  const [key, name] = readKey(reading) ?? []
  const before = reading.problems.length
  const values = readValues(reading, key)
  if (reading.problems.length > before) return undefined
  if (values.length === 0) {
    reading.problems.push({
      from,
      to: reading.at,
      message: `After ${text.slice(from, reading.at)} comes what to look for, as in ${key ?? 'name'}:something.`,
    })
    return undefined
  }
  return { from, to: reading.at, isNegated, key, name, values }
}

function readKey(reading: Reading): [key: string, name: string | undefined] | undefined {
  if (matchAt(addressAhead, reading)) return undefined
  const match = matchAt(keyAhead, reading)
  if (!match) return undefined
  const [whole, key, name] = match as unknown as [string, string, string | undefined]
  take(reading, whole.length - 1, 'key')
  take(reading, 1, 'colon')
  return [key.toLowerCase(), name?.startsWith('"') ? unescaped(name.slice(1, -1)) : name]
}

function readValues(reading: Reading, key: string | undefined): QueryValue[] {
  const values: QueryValue[] = []
  const { text } = reading
  for (;;) {
    const value = readValue(reading, key)
    if (value) values.push(value)
    if (text[reading.at] !== ',') return values
    if (!value) reading.problems.push(lonelyComma(reading.at))
    take(reading, 1, 'comma')
    if (reading.at >= text.length || blank.test(text[reading.at]!)) {
      reading.problems.push(lonelyComma(reading.at - 1))
      return values
    }
  }
}

const lonelyComma = (at: number): QueryProblem => ({
  from: at,
  to: at + 1,
  message: 'A comma stands between two values, as in status:error,build. Add one, or take the comma away.',
})

/** Bare text and text in quotation marks may follow each other: `"my web"*`. */
function readValue(reading: Reading, key: string | undefined): QueryValue | undefined {
  const { text } = reading
  const from = reading.at
  const comparison = key === undefined ? undefined : matchAt(/[<>]=?/y, reading)?.[0]
  if (comparison) take(reading, comparison.length, 'comparison')
  const kind = key === undefined ? 'text' : 'value'
  const begin = reading.at
  const pieces = ['']
  while (reading.at < text.length && text[reading.at] !== ',' && !blank.test(text[reading.at]!)) {
    if (text[reading.at] === '*') {
      take(reading, 1, 'star')
      pieces.push('')
    } else if (text[reading.at] === '"') pieces[pieces.length - 1] += readQuoted(reading, kind)
    else {
      const [bare] = matchAt(/[^\s,*"]+/y, reading)!
      take(reading, bare.length, kind)
      pieces[pieces.length - 1] += bare
    }
  }
  if (reading.at === begin && comparison)
    reading.problems.push({ from, to: reading.at, message: `After ${comparison} comes a value, as in created:<7d.` })
  if (reading.at === begin) return undefined
  return { from, to: reading.at, comparison: (comparison ?? '=') as Comparison, pieces }
}

function readQuoted(reading: Reading, kind: 'text' | 'value'): string {
  const match = matchAt(/"((?:[^"\\]|\\.)*)"/sy, reading)
  if (match) {
    take(reading, match[0].length, kind)
    return unescaped(match[1]!)
  }
  const { at, text } = reading
  reading.problems.push({ from: at, to: text.length, message: 'A quotation mark is not closed. Add the second one.' })
  take(reading, text.length - at, kind)
  return ''
}

const unescaped = (text: string) => text.replaceAll(/\\(.)/gs, '$1')

function matchAt(pattern: RegExp, { text, at }: Reading): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function take(reading: Reading, length: number, kind: QueryToken['kind']): void {
  reading.tokens.push({ kind, from: reading.at, to: reading.at + length })
  reading.at += length
}

const tooLong = (text: string): ParsedQuery => ({
  terms: [],
  tokens: [],
  problems: [
    {
      from: queryBounds.characters,
      to: text.length,
      message: `A query has at most ${queryBounds.characters} characters. Make it shorter.`,
    },
  ],
})

function excesses(terms: readonly QueryTerm[]): QueryProblem[] {
  const values = terms.flatMap((term) => term.values)
  const stars = values.reduce((sum, { pieces }) => sum + pieces.length - 1, 0)
  const longest = values.find(({ pieces }) => pieces.join('*').length > queryBounds.valueCharacters)
  const starry = values.find(({ pieces }) => pieces.length - 1 > queryBounds.wildcardsInValue)
  const all = { from: 0, to: terms.at(-1)?.to ?? 0 }
  return [
    ...(terms.length > queryBounds.terms ? [{ ...all, message: most(queryBounds.terms, 'terms') }] : []),
    ...(values.length > queryBounds.values ? [{ ...all, message: most(queryBounds.values, 'values') }] : []),
    ...(stars > queryBounds.wildcards ? [{ ...all, message: most(queryBounds.wildcards, 'stars (*)') }] : []),
    ...(starry
      ? [
          {
            ...spanOf(starry),
            message: `A value has at most ${queryBounds.wildcardsInValue} stars (*). Leave some out.`,
          },
        ]
      : []),
    ...(longest
      ? [
          {
            ...spanOf(longest),
            message: `A value has at most ${queryBounds.valueCharacters} characters. Make it shorter.`,
          },
        ]
      : []),
  ]
}

const most = (count: number, what: string) => `A query has at most ${count} ${what}. Leave some out.`
const spanOf = ({ from, to }: Span): Span => ({ from, to })
