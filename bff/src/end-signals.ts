import type { EventEmitter } from 'node:events'
import type { Log } from '@kilonova/compute-core/platform/log'
import { endCleanly } from './end-cleanly.ts'

interface Parts {
  close(): Promise<void>
}

export interface EndSignals {
  /** Aborts when the process is told to end before it has started. */
  starting: AbortSignal
  /** From now on the process closes these, one after the other, and exits; at once if it was told so before. */
  started(parts: readonly Parts[]): void
  /** Closes them now, says nothing, and exits with this code. */
  end(code: number): void
}

interface EndSignalsOptions {
  log: Log
  /** Called when the start is broken off. */
  onBrokenOff?: () => void
  /** This process; a test has another. */
  process?: Pick<EventEmitter, 'on'> & { exit(code?: number): void }
}

/**
 * SIGTERM and Ctrl-C end the process and leave the guests running; a second Ctrl-C does not wait. Each signal has one listener for the
 * whole life of the process: Node forgets a signal that has come but was not told yet when its last listener goes.
 */
export function endSignals({ log, onBrokenOff, process: here = process }: EndSignalsOptions): EndSignals {
  const breaking = new AbortController()
  let running: readonly Parts[] | undefined
  let isEnding = false
  const close = (parts: readonly Parts[], code?: number) => {
    isEnding = true
    void endCleanly({ parts, log, exit: (failed) => here.exit(failed ?? code) })
  }
  const told = () => {
    // npm and its launcher may both forward the same SIGTERM.
    if (isEnding) return
    if (running === undefined) {
      if (!breaking.signal.aborted) onBrokenOff?.()
      return breaking.abort()
    }
    console.log('Stopping. Servers keep running.')
    close(running)
  }
  here.on('SIGTERM', told)
  here.on('SIGINT', () => (isEnding ? here.exit(130) : told()))
  return {
    starting: breaking.signal,
    started(parts) {
      running = parts
      if (breaking.signal.aborted) told()
    },
    end: (code) => isEnding || close(running ?? [], code),
  }
}
