import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testCache } from './cloud-process.ts'

/** The agent of a machine that joins, with guests that do not exist. */
export interface AgentProcess {
  /** Everything that it has said. */
  said(): string
  /** Resolves with its code once it has ended, by itself or not. */
  ended: Promise<number | null>
  /** Ends it and removes its data. */
  dispose(): Promise<void>
}

/** Types the command that the dashboard shows on "another machine": in a process of its own, with a data folder of its own. */
export async function typeOnMachine(command: string): Promise<AgentProcess> {
  const words = command.split(' ')
  const dataDir = await mkdtemp(join(tmpdir(), 'kilonova-e2e-agent-'))
  const main = join(import.meta.dirname, '../../bff/src/agent-main.ts')
  const child = spawn(process.execPath, [main, ...words.slice(words.indexOf('--') + 1)], {
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: join(testCache, 'compile-cache'),
      MALLOC_ARENA_MAX: '2',
      KILONOVA_DATA: dataDir,
      KILONOVA_DRIVER: 'fake',
      KILONOVA_AGENT_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const hear = (chunk: Buffer) => (output += chunk.toString())
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  return {
    said: () => output,
    ended,
    async dispose() {
      child.kill('SIGTERM')
      await ended
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
