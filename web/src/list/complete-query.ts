import { parseQuery, quoted } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import type { QueryKeyWord, QueryKeyWords } from './descriptor.ts'

/** The part of a query in which the caret stands: a key being typed, or one value of a key. */
export type Completing =
  | { is: 'key'; from: number; to: number; typed: string; /** Behind other terms. */ isNext: boolean }
  | { is: 'value'; key: string; from: number; to: number; typed: string; isNext: false }

/** What can be completed where the caret stands; undefined within a quotation. */
export function completingAt(text: string, caret: number): Completing | undefined {
  const before = text.slice(0, caret)
  if ((before.match(/"/g)?.length ?? 0) % 2 === 1) return undefined
  const [term = ''] = /(?:[^\s"]|"[^"]*")*$/.exec(before) ?? []
  const bare = term.replace(/^-/, '')
  const to = caret + /^[^\s,:"]*/.exec(text.slice(caret))![0].length
  const colon = bare.indexOf(':')
  if (colon === -1)
    return { is: 'key', from: caret - bare.length, to, typed: bare, isNext: before.trim() !== '' && term === '' }
  const typed = bare
    .slice(colon + 1)
    .split(',')
    .at(-1)!
  return { is: 'value', key: bare.slice(0, colon).toLowerCase(), from: caret - typed.length, to, typed, isNext: false }
}

/** The names of keys that begin as typed. Those that are for administrators are offered to nobody else. */
export const keysFor = (typed: string, keys: QueryKeyWords, isAdmin = false): readonly string[] =>
  Object.keys(keys).filter(
    (name) => name.startsWith(typed.toLowerCase()) && (isAdmin || !keys[name]!.isForAdministrators),
  )

/** What stands behind the name of a key: a map is followed by the name of a value in it. */
export const afterKey = (key: QueryKeyWord | undefined): string => (key?.kind === 'map' ? '.' : ':')

const ages = ['<1h', '<1d', '<7d', '<30d', '>30d']

/** The values of a key that are known without asking. */
export const valuesOf = (key: QueryKeyWord | undefined): readonly string[] =>
  key?.values ?? (key?.kind === 'boolean' ? ['yes', 'no'] : key?.kind === 'time' ? ages : [])

/** Those of `values` that begin with what was typed, then those that contain it. */
export function valuesFor(typed: string, values: readonly string[]): readonly string[] {
  const wanted = typed.toLowerCase()
  const places = values.map((value) => ({ value, at: value.toLowerCase().indexOf(wanted) }))
  return [...places.filter(({ at }) => at === 0), ...places.filter(({ at }) => at > 0)].map(({ value }) => value)
}

/** `text` with what is being typed replaced by a key, which has its colon, or by a value; and where the caret stands then. */
export function complete(text: string, at: Completing, chosen: string): { text: string; caret: number } {
  const written = at.is === 'key' ? chosen : quoted(chosen)
  const rest = text.slice(at.to)
  // After a whole value the next term begins; a comma still makes it a list.
  const space = at.is === 'value' && !/^[\s,]/.test(rest) ? ' ' : ''
  return { text: text.slice(0, at.from) + written + space + rest, caret: at.from + written.length + space.length }
}

/** Whether a query ends in the middle of a term: nothing is asked with it yet. */
export const isHalfTyped = (text: string): boolean =>
  /(^|\s)-$/.test(text) || parseQuery(text).problems.some(({ to }) => to >= text.trimEnd().length)
