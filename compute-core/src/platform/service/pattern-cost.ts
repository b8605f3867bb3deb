/** What is searched in has no more characters. */
const longestPattern = 255
// PostgreSQL lays every repetition out before it searches: `(?:a?){255}` are 255 states with as many shortcuts, which takes it a fifth of
// a second; three of them one after the other take seventeen. As many single characters take a millisecond.
const mostLaidOut = 200
/** Case, newlines and their like. The others make it another language, or one with blanks and comments. */
const options = /^\(\?([a-z]*)\)/
const knownOptions = /^[cimnpstw]*$/

/** Why a pattern is not searched for: it is none, is too long, or would be costly to lay out. Undefined for one that PostgreSQL may be asked. */
export function patternTrouble(text: string): string | undefined {
  if (text.length > longestPattern) return `A pattern has at most ${longestPattern} characters.`
  if (text.startsWith('***')) return 'A pattern does not begin with ***.'
  const given = options.exec(text)
  if (given && !knownOptions.test(given[1]!))
    return 'A pattern has the options c, i, m, n, p, s, t, w only, as in (?i).'
  const body = given ? text.slice(given[0].length) : text
  const laidOut = layOut(body)
  if (laidOut === 'refers back') return 'A pattern does not refer back to a group (\\1).'
  // Without repetition counts the length is the bound.
  if (laidOut > mostLaidOut && laidOut > body.length)
    return `The repetitions of the pattern come to ${laidOut} in all; at most ${mostLaidOut} are searched for.`
  return isWellFormed(body) ? undefined : 'A pattern must be a regular expression.'
}

/** As far as JavaScript can tell, which knows neither `[:alpha:]` nor its like; PostgreSQL has the last word where it searches. */
function isWellFormed(body: string): boolean {
  try {
    return new RegExp(body.replace(/\[[.:=].+?[.:=]\]/gs, 'x')) instanceof RegExp
  } catch {
    return false
  }
}

interface Group {
  /** What all before the last piece comes to, and what the last piece does: the one that a count behind it repeats. */
  before: number
  last: number
}

/** How many single characters the pattern comes to once its repetition counts are laid out. */
function layOut(text: string): number | 'refers back' {
  const open: Group[] = [{ before: 0, last: 0 }]
  const add = (size: number) => {
    const group = open.at(-1)!
    group.before += group.last
    group.last = size
  }
  const close = () => {
    const { before, last } = open.pop()!
    add(Math.max(1, before + last))
  }
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at)
    const count = /^\{(\d+)(,(\d*))?\}/.exec(rest)
    if (/^\\[1-9]/.test(rest)) return 'refers back'
    if (count) {
      const [whole, least, comma, most] = count
      open.at(-1)!.last *= Math.max(1, Number(least) + (comma !== undefined && most === '' ? 1 : 0), Number(most ?? 0))
      at += whole.length
      continue
    }
    const opening = /^\((\?(:|=|!|<=|<!))?/.exec(rest)
    const piece = /^(\\.?|\[\^?\]?(\[[.:=].*?[.:=]\]|[^\]])*\]?)/s.exec(rest)
    if (opening) open.push({ before: 0, last: 0 })
    else if (rest.startsWith(')') && open.length > 1) close()
    else if (!/^[*+?]/.test(rest)) add(1)
    at += opening?.[0].length ?? Math.max(1, piece?.[0].length ?? 1)
  }
  while (open.length > 1) close()
  return open[0]!.before + open[0]!.last
}
