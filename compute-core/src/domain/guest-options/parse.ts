import { refusal, type Parse } from './option-text.ts'

const truths: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'true', 'on', 'y', 'yes'].map((word) => [word, true] as const),
  ...['0', 'f', 'false', 'off', 'n', 'no'].map((word) => [word, false] as const),
])

/** yes or no in any of the words that OpenStack takes for them. */
export const yesOrNo: Parse<boolean> = (option) => {
  const found = truths.get(option.text.trim().toLowerCase())
  if (found === undefined) throw refusal(option, 'write yes or no.')
  return found
}

/** A whole number from `least` to `most`. */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER): Parse<number> =>
  (option) => {
    const number = Number(option.text)
    if (/^\s*[+-]?\d+\s*$/.test(option.text) && number >= least && number <= most) return number
    const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`
    throw refusal(option, `write a whole number, ${range}.`)
  }

/** One of the words given, in any case. */
export const oneOf =
  <const Word extends string>(...words: readonly Word[]): Parse<Word> =>
  (option) => {
    const found = words.find((word) => word === option.text.trim().toLowerCase())
    if (found === undefined) throw refusal(option, `write one of ${words.join(', ')}.`)
    return found
  }
