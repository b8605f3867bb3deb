const esc = String.fromCharCode(27)
const bell = String.fromCharCode(7)

/** The sequences that move a terminal's cursor, change its colours and set its title. */
const escapes = new RegExp(
  `${esc}(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^${bell}${esc}]*(?:${bell}|${esc}\\\\)|[()][0-9A-Za-z]|[@-Z\\\\-_=>])`,
  'g',
)

/** A guest's serial output as plain lines: no colours, no cursor movements, one line break per line. */
export const plainLog = (output: string): string =>
  output.replace(escapes, '').replace(/\r+\n/g, '\n').replaceAll('\r', '\n').replaceAll('\0', '')

/** The lines of a log; the last one may be growing still. */
export const linesOf = (log: string): string[] => (log === '' ? [] : log.replace(/\n$/, '').split('\n'))

/**
 * What has been read so far, with what `tail`, its newest lines, adds; null where the two do not meet: more was written meanwhile than
 * the tail holds, or the log began anew.
 */
export function continuedLog(known: readonly string[], tail: readonly string[]): readonly string[] | null {
  // The last line that is known may have been read while it was being written.
  const whole = known.slice(0, -1)
  const overlap = longestOverlap(whole.slice(-tail.length), tail)
  if (overlap === 0) return null
  const added = tail.slice(overlap)
  const isSame = added.length === 1 && added[0] === known.at(-1)
  return isSame ? known : [...whole, ...added]
}

/** How many lines at the end of `before` are those at the beginning of `after`: as many as can be (Knuth, Morris, Pratt). */
function longestOverlap(before: readonly string[], after: readonly string[]): number {
  const borders = [0]
  const next = (matched: number, line: string | undefined) => {
    let length = matched
    while (length > 0 && (length === after.length || after[length] !== line)) length = borders[length - 1]!
    return after[length] === line ? length + 1 : length
  }
  for (const line of after.slice(1)) borders.push(next(borders.at(-1)!, line))
  return before.reduce((matched, line) => next(matched, line), 0)
}

/** A place in a log: the line, counted from 0, and where in it. */
export interface LogMatch {
  line: number
  from: number
  to: number
}

/** Every place where `search` stands, taken literally and ignoring case. */
export function matchesIn(lines: readonly string[], search: string): LogMatch[] {
  if (search === '') return []
  const pattern = new RegExp(search.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi')
  return lines.flatMap((text, line) =>
    Array.from(text.matchAll(pattern), ({ index, 0: found }) => ({ line, from: index, to: index + found.length })),
  )
}
