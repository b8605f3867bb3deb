interface Waiting<Value> {
  resolve: (value: Value | undefined) => void
  reject: (error: unknown) => void
}

/**
 * A reader of single things that reads what is wanted within `waitMs` at once, at most `most` of them in one go. What `read` does not find is
 * undefined; what it fails with is everybody's who waits.
 */
export function batched<Value>(
  read: (ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  { most, waitMs }: { most: number; waitMs: number },
): (id: string) => Promise<Value | undefined> {
  let waiting = new Map<string, Waiting<Value>[]>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const go = () => {
    clearTimeout(timer)
    timer = undefined
    const now = waiting
    waiting = new Map()
    read([...now.keys()]).then(
      (found) => now.forEach((each, id) => each.forEach(({ resolve }) => resolve(found.get(id)))),
      (error: unknown) => now.forEach((each) => each.forEach(({ reject }) => reject(error))),
    )
  }
  return (id) =>
    new Promise((resolve, reject) => {
      waiting.set(id, [...(waiting.get(id) ?? []), { resolve, reject }])
      if (waiting.size >= most) go()
      else timer ??= setTimeout(go, waitMs)
    })
}
