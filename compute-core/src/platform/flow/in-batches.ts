/**
 * Carries out work of one key one batch at a time: what comes while a batch is under way waits, and is the next batch. So a burst pays
 * for a lock once and not once each. `carryOut` answers for each work of a batch in its order; it throws when the whole batch came to
 * nothing, and then each work of it is tried alone.
 */
export function inBatches<Work, Result>(
  carryOut: (works: readonly Work[]) => Promise<readonly PromiseSettledResult<Result>[]>,
  maxBatch: number,
): (key: string, work: Work) => Promise<Result> {
  const queues = new Map<string, Waiting<Work, Result>[]>()

  async function drain(key: string, queue: Waiting<Work, Result>[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, maxBatch)
      const settled = await attempt(batch).catch(() => undefined)
      if (settled) batch.forEach((waiting, index) => settle(waiting, settled[index]!))
      else for (const waiting of batch) await alone(waiting)
    }
    queues.delete(key)
  }

  const attempt = (batch: readonly Waiting<Work, Result>[]) => carryOut(batch.map(({ work }) => work))

  async function alone(waiting: Waiting<Work, Result>): Promise<void> {
    const [settled] = await attempt([waiting]).catch((reason: unknown) => [{ status: 'rejected' as const, reason }])
    settle(waiting, settled!)
  }

  return (key, work) =>
    new Promise((resolve, reject) => {
      const waiting = { work, resolve, reject }
      const queue = queues.get(key)
      if (queue) return void queue.push(waiting)
      const begun = [waiting]
      queues.set(key, begun)
      void drain(key, begun)
    })
}

interface Waiting<Work, Result> {
  work: Work
  resolve: (result: Result) => void
  reject: (reason: unknown) => void
}

function settle<Work, Result>({ resolve, reject }: Waiting<Work, Result>, settled: PromiseSettledResult<Result>): void {
  if (settled.status === 'fulfilled') resolve(settled.value)
  else reject(settled.reason)
}
