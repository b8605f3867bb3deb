import { parseQuery, type Comparison, type QueryProblem, type QueryTerm, type QueryValue } from './query-syntax.ts'

/** How a key's values are read and compared. */
export type KeyKind =
  /** The whole text, without regard to case; `*` is any text. */
  | 'text'
  /** A part of the text, without regard to case. */
  | 'words'
  /** The whole id, or its beginning with a `*`. */
  | 'id'
  /** One of the values declared. */
  | 'enum'
  /** A number, which may be compared and, where the key has a unit, have one. */
  | 'number'
  /** A date, or an age like 7d, which may be compared. */
  | 'time'
  /** Yes or no. */
  | 'boolean'
  /** A text by its name: `metadata.role:web`. */
  | 'map'

/** What a list can be searched by. */
export interface ListKey {
  kind: KeyKind
  /** One sentence for the reference and the query bar. */
  summary: string
  /** The values of an enum. */
  values?: readonly string[]
  /** What a number counts: MiB, GiB or bytes, which may be written with K, M, G, T. */
  unit?: 'MB' | 'GB' | 'bytes'
  /** It is refused to everybody else. */
  isForAdministrators?: boolean
}

/** The keys of a list by name. */
export type ListKeys = Readonly<Record<string, ListKey>>

/** A moment: a date, or so many seconds ago. */
export type Moment = Date | { secondsAgo: number }

/** What one value asks of one row. */
export type QueryTest =
  /** The pieces in this order with any text between them; `isWhole`: and no text before and behind. */
  | { kind: 'text'; pieces: readonly string[]; isWhole: boolean }
  | { kind: 'id'; pieces: readonly string[] }
  | { kind: 'enum'; value: string }
  | { kind: 'number'; comparison: Comparison; value: number }
  /** From this moment on, and before that one. */
  | { kind: 'time'; from?: Moment; until?: Moment }
  | { kind: 'boolean'; value: boolean }

/** One term as the list understands it: any of `tests` holds, or none where it is negated. */
export interface ReadTerm {
  key: string | undefined
  name: string | undefined
  isNegated: boolean
  tests: readonly QueryTest[]
}

/** A query as a list with these keys understands it; with problems there are no terms to search by. */
export function readListQuery(
  text: string,
  keys: ListKeys,
): { terms: readonly ReadTerm[]; problems: readonly QueryProblem[] } {
  const { terms, problems } = parseQuery(text)
  const found = [...problems]
  const read = terms.flatMap((term) => {
    const result = readTerm(term, keys)
    if ('tests' in result) return [result]
    found.push(result)
    return []
  })
  return { terms: found.length > 0 ? [] : read, problems: found }
}

function readTerm(term: QueryTerm, keys: ListKeys): ReadTerm | QueryProblem {
  const { key, name, isNegated, values, from, to } = term
  if (key === undefined)
    return { key, name, isNegated, tests: values.map(({ pieces }) => ({ kind: 'text', pieces, isWhole: false })) }
  const known = Object.hasOwn(keys, key) ? keys[key]! : undefined
  if (!known) return { from, to, message: unknownKey(key, keys) }
  if ((known.kind === 'map') !== (name !== undefined)) return { from, to, message: misnamed(key, known) }
  const tests: QueryTest[] = []
  for (const value of values) {
    const test = testOf(key, known, value)
    if (typeof test === 'string') return { from: value.from, to: value.to, message: test }
    tests.push(test)
  }
  return { key, name, isNegated, tests }
}

const unknownKey = (key: string, keys: ListKeys) =>
  `There is no key ${key} here. Known are ${Object.keys(keys).join(', ')}. To look for the text itself, put it in quotation marks.`

const misnamed = (key: string, { kind }: ListKey) =>
  kind === 'map'
    ? `Say which ${key} you mean, as in ${key}.name:value.`
    : `Nothing follows ${key} with a dot. Write ${key}:value.`

/** What a value asks for; a sentence for one that the key cannot take. */
function testOf(key: string, known: ListKey, value: QueryValue): QueryTest | string {
  const { comparison, pieces } = value
  const { kind } = known
  const text = pieces.join('*')
  if (comparison !== '=' && kind !== 'number' && kind !== 'time')
    return `${key} is not compared with < or >. Write ${key}:${text}.`
  switch (kind) {
    case 'text':
    case 'map':
      return { kind: 'text', pieces, isWhole: true }
    case 'words':
      return { kind: 'text', pieces, isWhole: false }
    case 'id':
      return { kind: 'id', pieces: pieces.map((piece) => piece.toLowerCase()) }
    case 'enum':
      return enumTest(key, known, text)
    case 'number':
      return numberTest(key, known, comparison, text)
    case 'time':
      return timeTest(key, comparison, text)
    case 'boolean':
      return booleanTest(key, text)
  }
}

function enumTest(key: string, { values = [] }: ListKey, text: string): QueryTest | string {
  const value = values.find((known) => known.toLowerCase() === text.toLowerCase())
  if (value === undefined) return `${key} is one of ${values.join(', ')}, and not ${text}.`
  return { kind: 'enum', value }
}

const factors: Readonly<Record<string, number>> = { k: 1, m: 2, g: 3, t: 4, p: 5 }
const ownFactor = { bytes: 0, MB: 2, GB: 3 } as const

function numberTest(key: string, { unit }: ListKey, comparison: Comparison, text: string): QueryTest | string {
  const [, digits, letter] = /^(-?\d{1,15}(?:\.\d{1,6})?)([kmgtp])?(?:i?b)?$/i.exec(text) ?? []
  if (digits === undefined || (unit === undefined && !/^-?[\d.]+$/.test(text)))
    return unit === undefined
      ? `${key} is a number, as in ${key}:>4. ${text} is none.`
      : `${key} is a number of ${unit}, or one with a unit, as in ${key}:>=4G. ${text} is none.`
  const own = ownFactor[unit ?? 'bytes']
  const power = letter === undefined ? own : factors[letter.toLowerCase()]!
  return { kind: 'number', comparison, value: Number(digits) * 1024 ** (power - own) }
}

function booleanTest(key: string, text: string): QueryTest | string {
  if (/^(yes|true|1)$/i.test(text)) return { kind: 'boolean', value: true }
  if (/^(no|false|0)$/i.test(text)) return { kind: 'boolean', value: false }
  return `${key} is yes or no, and not ${text}.`
}

const secondsIn: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 }

function timeTest(key: string, comparison: Comparison, text: string): QueryTest | string {
  const [, count, unit] = /^(\d{1,6})([smhdwy])$/i.exec(text) ?? []
  if (count !== undefined) {
    const moment = { secondsAgo: Number(count) * secondsIn[unit!.toLowerCase()]! }
    if (comparison === '=') return `Say whether you mean younger, ${key}:<${text}, or older, ${key}:>${text}.`
    // What is younger than an age begins after the moment so long ago.
    return comparison.startsWith('<') ? { kind: 'time', from: moment } : { kind: 'time', until: moment }
  }
  const range = rangeOf(text)
  if (!range) return `${key} is an age or a date, as in ${key}:<7d or ${key}:>=2026-11-01. ${text} is neither.`
  switch (comparison) {
    case '=':
      return { kind: 'time', ...range }
    case '<':
      return { kind: 'time', until: range.from }
    case '<=':
      return { kind: 'time', until: range.until }
    case '>':
      return { kind: 'time', from: range.until }
    case '>=':
      return { kind: 'time', from: range.from }
  }
}

const date = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/i

type Parts = [year: number, month: number, day: number, hour: number, minute: number, second: number]

/** From when until when a date is, as precise as it is written: `2026-11` is a month. UTC, where it names no zone. */
function rangeOf(text: string): { from: Date; until: Date } | undefined {
  const match = date.exec(text)
  if (!match) return undefined
  const written = match.slice(1, 7).map((part) => (part === undefined ? undefined : Number(part)))
  const [year, month = 1, day = 1, hour = 0, minute = 0, second = 0] = written as [number, ...number[]]
  const parts: Parts = [year, month - 1, day, hour, minute, second]
  const from = utc(parts)
  if (year === 0 || partsOf(from).some((part, index) => part !== parts[index])) return undefined
  const finest = written.findLastIndex((part) => part !== undefined)
  const until = utc(parts.map((part, index) => (index === finest ? part + 1 : part)) as Parts)
  const offset = offsetOf(match[7])
  return { from: new Date(from.getTime() - offset), until: new Date(until.getTime() - offset) }
}

const partsOf = (moment: Date): Parts => [
  moment.getUTCFullYear(),
  moment.getUTCMonth(),
  moment.getUTCDate(),
  moment.getUTCHours(),
  moment.getUTCMinutes(),
  moment.getUTCSeconds(),
]

function utc([year, month, day, hour, minute, second]: Parts): Date {
  const moment = new Date(0)
  moment.setUTCFullYear(year, month, day)
  moment.setUTCHours(hour, minute, second)
  return moment
}

function offsetOf(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? '') ?? []
  return sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1)
}
