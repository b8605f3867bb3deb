const counter = /\{(n+)\}/g

/** Whether a name has a place for a number: `{n}`, or `{nn}` for two digits. */
export const hasCounter = (name: string): boolean => name.search(counter) >= 0

/** A pattern of names with a number in its places. */
const numbered = (pattern: string, number: number): string =>
  pattern.replace(counter, (_place, ns: string) => String(number).padStart(ns.length, '0'))

/** Which servers a name stands for. */
export interface Naming {
  name: string
  count: number
  /** The number of the first, where the name has a place for one. */
  firstNumber: number
}

/** What the servers will be called: by the pattern, or as the cloud names several. */
export function namesOf({ name, count, firstNumber }: Naming): string[] {
  const wanted = name.trim()
  const indexes = Array.from({ length: Math.max(0, Math.min(count || 1, 100)) }, (_, index) => index)
  if (hasCounter(wanted)) return indexes.map((index) => numbered(wanted, (firstNumber || 0) + index))
  return count > 1 ? indexes.map((index) => `${wanted}-${index + 1}`) : [wanted]
}

/** The first and the last names, with a gap between if there are many. */
export const inShort = (names: readonly string[]): string =>
  names.length > 4 ? [...names.slice(0, 3), '…', names.at(-1)].join(', ') : names.join(', ')
