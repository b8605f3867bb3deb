import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { ProcessOptions } from './conductor-process.ts'

/** A control process of its own, killed without warning on dispose; `stopped` has the servers whose flows have stopped dead. */
export function startConductor(options: ProcessOptions) {
  const file = join(import.meta.dirname, 'conductor-process.ts')
  const child = fork(file, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const stopped = new Set<unknown>()
  child.on('message', (serverId) => stopped.add(serverId))
  child.send(options)
  return {
    stopped: stopped as ReadonlySet<unknown>,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const died = once(child, 'exit')
      process.kill(child.pid!, 'SIGKILL')
      await died
    },
  }
}
