/** Holds the newest of each key, so many at most. */
export interface Newest<Key, One> {
  /** From now on `one` counts; answers how it counts no more. */
  add(key: Key, one: One): () => void
}

/** At most `most` for each key: one more calls `end` with the oldest, so that nobody keeps others out by holding all places. */
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
