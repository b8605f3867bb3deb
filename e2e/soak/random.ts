/** Chance that can be had again: the same seed gives the same run of requests. */
export interface Chance {
  /** A whole number from 0 to `below` - 1. */
  upTo(below: number): number
  /** One of `choices`. */
  one<Choice>(choices: readonly Choice[]): Choice
  /** True once in `times` times. */
  onceIn(times: number): boolean
}

/** Chance by `seed` (mulberry32, a public-domain generator). */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const upTo = (below: number) => Math.floor(next() * below)
  return { upTo, one: (choices) => choices[upTo(choices.length)]!, onceIn: (times) => upTo(times) === 0 }
}
