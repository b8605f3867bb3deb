import { join } from 'node:path'
import { repository, testCache } from './control-process.ts'
import type { RoomProcess } from './room.ts'
import type { VirtualHost } from './virtual-hosts.ts'

/** The agent of a host, in a process as a user has it. */
export interface HostAgent {
  /** What somebody types on the host, to its end; answers with what it said. Throws where it fails. */
  type(...words: string[]): Promise<string>
  process(): RoomProcess
  /** Has the host join by what the API says to type there; the agent goes on to run. */
  join(command: readonly string[]): Promise<void>
  /** Starts it; `env` is more than it has by itself. */
  start(env?: Readonly<Record<string, string>>): Promise<void>
  /** Ends it as the kernel would: guests and whatever it has begun are as they are. */
  kill(): Promise<void>
  /** Asks it to end. */
  stop(): Promise<number | null>
}

const program = 'bff/src/agent-main.ts'

/** The agent of `host`, with its data where it is told; nothing runs yet. */
export function agentOf(host: VirtualHost, dataDir = host.dataDir): HostAgent {
  const env = {
    PATH: process.env['PATH']!,
    NODE_COMPILE_CACHE: join(testCache, 'compile-cache'),
    KILONOVA_DATA: dataDir,
    KILONOVA_LOG_LEVEL: 'debug',
  }
  const options = { cwd: repository, log: join(host.dataDir, '../agent.log') }
  const begin = (words: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    host.room().start(process.execPath, [program, ...words], { ...options, env: { ...env, ...more } })
  let running: RoomProcess | undefined
  return {
    async type(...words) {
      const typed = await begin(words)
      const code = await typed.ended
      if (code !== 0) throw new Error(`npm run agent -- ${words.join(' ')} ended with ${code}: ${typed.said()}`)
      return typed.said()
    },
    process: () => running!,
    async join(command) {
      running = await begin(command)
    },
    async start(more) {
      running = await begin([], more)
    },
    kill: async () => void (await running!.end('SIGKILL')),
    stop: () => running!.end(),
  }
}
