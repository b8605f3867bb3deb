type Numeric = '=' | '==' | '!=' | '>=' | '<='
type Textual = 's==' | 's!=' | 's<' | 's<=' | 's>' | 's>='

// Nova's `=` means at least; it is older than `>=`.
const numeric: Readonly<Record<Numeric, (has: number, asked: number) => boolean>> = {
  '=': (has, asked) => has >= asked,
  '==': (has, asked) => has === asked,
  '!=': (has, asked) => has !== asked,
  '>=': (has, asked) => has >= asked,
  '<=': (has, asked) => has <= asked,
}

const textual: Readonly<Record<Textual, (has: string, asked: string) => boolean>> = {
  's==': (has, asked) => has === asked,
  's!=': (has, asked) => has !== asked,
  's<': (has, asked) => has < asked,
  's<=': (has, asked) => has <= asked,
  's>': (has, asked) => has > asked,
  's>=': (has, asked) => has >= asked,
}

/** Whether what a host `has` satisfies the rule in an extra spec's value (reference/scheduler.md §3); without an operator: equality. */
export function satisfies(has: unknown, rule: string): boolean {
  const [first = '', ...rest] = rule.trim().split(/\s+/)
  if (first === '<or>') return alternatives(rule).some((alternative) => alternative === text(has))
  if (first === '<in>') return contains(has, rest.join(' '))
  if (first === '<all-in>') return rest.every((word) => contains(has, word))
  if (first in numeric && rest.length > 0) return numeric[first as Numeric](Number(text(has)), Number(rest.join(' ')))
  if (first in textual && rest.length > 0) return textual[first as Textual](text(has), rest.join(' '))
  return text(has) === rule.trim()
}

const alternatives = (rule: string): string[] =>
  rule
    .split('<or>')
    .map((alternative) => alternative.trim())
    .filter((alternative) => alternative !== '')

/** A list has a word as its element, a text as its part. */
const contains = (has: unknown, word: string): boolean =>
  Array.isArray(has) ? has.map(text).includes(word) : text(has).includes(word)

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
