/** Runs work of one key in the order it came, and work of different keys side by side. */
export interface Lanes {
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result>
}

/** Lanes that cost nothing while nobody drives on them. */
export function openLanes(): Lanes {
  const tails = new Map<string, Promise<unknown>>()
  return {
    run(key, work) {
      const before = tails.get(key) ?? Promise.resolve()
      const mine = before.then(work, work)
      tails.set(key, mine)
      const leave = () => {
        if (tails.get(key) === mine) tails.delete(key)
      }
      mine.then(leave, leave)
      return mine
    },
  }
}

/** Runs at most `count` works at once; the others wait in line. */
export function openSlots(count: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = []
  let free = count
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => void waiting.push(resolve))
    try {
      return await work()
    } finally {
      // The slot goes straight to the next in line, so that no newcomer slips in between.
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}
