import type { ReconcilerFigures } from '#platform/reconciler-figures'
import type { Reports } from '../agent-reports.ts'
import type { Conductor } from '../conductor.ts'
import { allReconcilers } from './all-reconcilers.ts'
import type { Reconciler, ReconcilerIo } from './reconciler.ts'

/** The reconcilers at work. */
export interface ReconcileLoop {
  /** Has those that listen look now, and not only when their time comes. */
  wake(): void
  /** Has all look now: this process has begun to lead. */
  runAll(): void
  /** How each of them does, since this process has begun. */
  states(): readonly ReconcilerFigures[]
  /** Has one look now; false for a name that none has. */
  runNow(name: string): boolean
  /** Begins no more runs; resolves when those under way have ended. */
  stop(): Promise<void>
}

interface LoopParts {
  reconcilers?: readonly Reconciler[]
  /** Whether it is this process that looks for what one of them looks for; asked before each run. */
  leads?: () => boolean
}

/** Runs every reconciler at once and then by its clock, each on its own and never twice at the same time. */
export function startReconcilers(
  conductor: Conductor,
  reports: Pick<Reports, 'latest'>,
  { reconcilers = allReconcilers, leads = () => true }: LoopParts = {},
): ReconcileLoop {
  const io: ReconcilerIo = { ...conductor, reports }
  const runners = reconcilers.map((reconciler) => startOne(reconciler, io, leads))
  return {
    wake() {
      for (const { wakes, run } of runners) if (wakes) run()
    },
    runAll() {
      for (const { run } of runners) run()
    },
    states: () => runners.map((runner) => runner.state()),
    runNow(name) {
      const runner = runners.find((one) => one.state().name === name)
      runner?.run()
      return runner !== undefined
    },
    async stop() {
      await Promise.all(runners.map((runner) => runner.stop()))
    },
  }
}

function startOne(
  { name, everyMs, wakes = false, everywhere = false, run }: Reconciler,
  io: ReconcilerIo,
  leads: () => boolean,
) {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let isWanted = false
  let isStopped = false
  const state: ReconcilerFigures = {
    name,
    everyMs,
    isRunning: false,
    runs: 0,
    mendedInAll: null,
    failures: 0,
    last: null,
    nextAt: null,
  }

  const look = async (): Promise<void> => {
    isWanted = false
    if (!everywhere && !leads()) return
    Object.assign(state, { isRunning: true, nextAt: null })
    const at = new Date()
    let error: string | null = null
    const mended = await run(io).catch((err: unknown) => {
      io.log.error({ reconciler: name, err }, 'a reconciler failed')
      error = err instanceof Error ? err.message : String(err)
    })
    const counted = typeof mended === 'number' ? mended : null
    Object.assign(state, {
      isRunning: false,
      runs: state.runs + 1,
      failures: state.failures + (error === null ? 0 : 1),
      mendedInAll: counted === null ? state.mendedInAll : (state.mendedInAll ?? 0) + counted,
      last: { at, tookMs: Date.now() - at.getTime(), mended: counted, error },
    })
    // Woken while it ran: what woke it may have come too late to be seen.
    if (isWanted && !isStopped) return look()
  }
  const putOff = () => {
    running = undefined
    if (isStopped) return
    if (isWanted) return begin()
    state.nextAt = new Date(Date.now() + everyMs)
    timer = setTimeout(begin, everyMs)
  }
  const begin = () => {
    if (isStopped) return
    if (running) isWanted = true
    else {
      clearTimeout(timer)
      // Not within `look`: one that does not lead has looked before this is written.
      running = look().then(putOff)
    }
  }

  begin()
  return {
    wakes,
    run: begin,
    state: () => state,
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
