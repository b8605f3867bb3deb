/**
 * Reads once for all who ask before the reading begins; who comes while it is under way waits for the next one. So nobody gets what is
 * older than their question, and a burst reads a few times and not once each.
 */
export function sharedReading<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve()
  let next: Promise<T> | undefined
  const begin = () => {
    next = undefined
    const reading = read()
    running = reading.catch(() => undefined)
    return reading
  }
  return () => (next ??= running.then(begin))
}
