/** Holds the newest so many of each key: one more ends the oldest, which has had its time. */
export interface Newest<Key, One> {
  /** From now on `one` counts; answers how it counts no more. */
  add(key: Key, one: One): () => void
}

/** Nobody waits for a place that somebody else has taken to keep it: whoever means well is done soon, and whoever comes is served. */
export function newest<Key, One>(most: number, end: (one: One) => void): Newest<Key, One> {
  const held = new Map<Key, Set<One>>()
  return {
    add(key, one) {
      const ones = held.get(key) ?? new Set()
      held.set(key, ones.add(one))
      const drop = (which: One) => {
        ones.delete(which)
        if (ones.size === 0 && held.get(key) === ones) held.delete(key)
      }
      if (ones.size > most) {
        const [oldest] = ones
        drop(oldest!)
        end(oldest!)
      }
      return () => drop(one)
    },
  }
}
