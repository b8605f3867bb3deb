import type { Reports } from '../agent-reports.ts'
import type { Conductor } from '../conductor.ts'
import { allReconcilers } from './all-reconcilers.ts'
import type { Reconciler, ReconcilerIo } from './reconciler.ts'

/** The reconcilers at work. */
export interface ReconcileLoop {
  /** Has those that listen look now, and not only when their time comes. */
  wake(): void
  /** Begins no more runs; resolves when those under way have ended. */
  stop(): Promise<void>
}

/** Runs every reconciler at once and then by its clock, each on its own and never twice at the same time. */
export function startReconcilers(
  conductor: Conductor,
  reports: Pick<Reports, 'latest' | 'onPower'>,
  reconcilers: readonly Reconciler[] = allReconcilers,
): ReconcileLoop {
  const io: ReconcilerIo = { ...conductor, reports }
  const runners = reconcilers.map((reconciler) => startOne(reconciler, io))
  const wake = () => {
    for (const { wakes, run } of runners) if (wakes) run()
  }
  const deafen = reports.onPower(wake)
  return {
    wake,
    async stop() {
      deafen()
      await Promise.all(runners.map((runner) => runner.stop()))
    },
  }
}

function startOne({ name, everyMs, wakes = false, run }: Reconciler, io: ReconcilerIo) {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let isWanted = false
  let isStopped = false

  const look = async (): Promise<void> => {
    isWanted = false
    await run(io).catch((err: unknown) => io.log.error({ reconciler: name, err }, 'a reconciler failed'))
    // Woken while it ran: what woke it may have come too late to be seen.
    if (isWanted && !isStopped) return look()
    running = undefined
    if (!isStopped) timer = setTimeout(begin, everyMs)
  }
  const begin = () => {
    if (isStopped) return
    if (running) isWanted = true
    else {
      clearTimeout(timer)
      running = look()
    }
  }

  begin()
  return {
    wakes,
    run: begin,
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
