import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, vi } from 'vitest'

/** How long something is waited for that takes a second or two on a machine that does nothing else. */
export const soon = { timeout: 90_000, interval: 50 }

/** One of our programs in a process of its own. */
export interface OurProgram {
  child: ChildProcess
  printed(): string
  /** Waits until it has printed that; fails at once, with what it did print, when it ends without. */
  says(words: string | RegExp): Promise<void>
  /** How it has ended; rejects with what it printed when it has not `soon`. */
  ended(): Promise<[code: number | null, signal: string | null]>
}

interface Start {
  program: 'main.ts' | 'agent-main.ts'
  args?: readonly string[]
  /** Made where it is missing. */
  dataDir: string
  /** Its `kilonova.json`; ports are free ones unless said otherwise. */
  settings?: object
  env: Readonly<Record<string, string>>
}

const linesTold = 40
let started: (OurProgram & { what: string })[] = []

// What a test has waited for in vain the programs know. The hooks of the test's own file come first: they may have killed them.
afterEach(({ task }) => {
  if (task.result?.state === 'fail')
    for (const { what, printed } of started)
      console.error(`${what} printed last:\n${printed().split('\n').slice(-linesTold).join('\n')}`)
  started = started.filter(({ child }) => !hasEnded(child))
})

/** Starts a program as `npm start` or `npm run agent` does, with a fake hypervisor. */
export function startProgram({ program, args = [], dataDir, settings, env }: Start): OurProgram {
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(join(dataDir, 'kilonova.json'), JSON.stringify({ agent_port: 0, port: 0, ...settings }))
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../src', program), ...args], {
    env: { ...process.env, KILONOVA_DATA: dataDir, KILONOVA_DRIVER: 'fake', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const what = [program, ...args, 'in', dataDir].join(' ')
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>
  const says = async (words: string | RegExp) => {
    await vi.waitUntil(() => text.match(words) || hasEnded(child), soon).catch(() => {})
    expect(text, `${what} has not said it`).toMatch(words)
  }
  const ended = async () => {
    const late = pause(soon.timeout, undefined, { ref: false }).then(() => {
      throw new Error(`${what} has not ended. It printed: ${text}`)
    })
    return Promise.race([exited, late])
  }
  const one = { what, child, printed: () => text, says, ended }
  started.push(one)
  return one
}

/** Kills those that still run. */
export async function killPrograms(): Promise<void> {
  await Promise.all(
    started.map(async ({ child }) => {
      if (hasEnded(child)) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    }),
  )
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null

/** The headers of a request by the administrator, signed in to the project demo. */
export async function signIn(url: string, password: string): Promise<Record<string, string>> {
  const user = { name: 'admin', domain: { id: 'default' }, password }
  const scope = { project: { name: 'demo', domain: { id: 'default' } } }
  const response = await fetch(`${url}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { identity: { methods: ['password'], password: { user } }, scope } }),
  })
  return {
    'x-auth-token': response.headers.get('x-subject-token')!,
    'openstack-api-version': 'compute 2.90',
    'content-type': 'application/json',
  }
}
