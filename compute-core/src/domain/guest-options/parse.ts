import { refusal, type Parse } from './wish.ts'

const truths: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'true', 'on', 'y', 'yes'].map((word) => [word, true] as const),
  ...['0', 'f', 'false', 'off', 'n', 'no'].map((word) => [word, false] as const),
])

/** yes or no in any of the words that OpenStack takes for them. */
export const yesOrNo: Parse<boolean> = (wish) => {
  const found = truths.get(wish.text.trim().toLowerCase())
  if (found === undefined) throw refusal(wish, 'write yes or no.')
  return found
}

/** A whole number from `least` to `most`. */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER): Parse<number> =>
  (wish) => {
    const number = Number(wish.text)
    if (/^\s*[+-]?\d+\s*$/.test(wish.text) && number >= least && number <= most) return number
    const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`
    throw refusal(wish, `write a whole number, ${range}.`)
  }

/** One of the words given, in any case. */
export const oneOf =
  <const Word extends string>(...words: readonly Word[]): Parse<Word> =>
  (wish) => {
    const found = words.find((word) => word === wish.text.trim().toLowerCase())
    if (found === undefined) throw refusal(wish, `write one of ${words.join(', ')}.`)
    return found
  }
