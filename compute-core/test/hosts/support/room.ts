import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

/** A machine within this machine: with a network, processes, mounts and a name of its own. Nothing leads out of it. */
export interface Room {
  /** Of its first process, as this machine counts. Whatever else runs there ends with it. */
  pid: number
  /** Runs a program there to its end and answers with what it printed; throws with all that it said. */
  run(program: string, ...args: string[]): Promise<string>
  /** Starts a program there that goes on. */
  start(program: string, args: readonly string[], options: StartOptions): Promise<RoomProcess>
  /** Ends all that runs there at once, as a power cut does. */
  cut(): Promise<void>
}

export interface StartOptions {
  env: Readonly<Record<string, string>>
  cwd: string
  /** What it says is written there, after what stands there already. */
  log: string
}

/** A program that runs in a room. */
export interface RoomProcess {
  /** As this machine counts. */
  pid: number
  /** Everything that it has said. */
  said(): string
  /** Resolves once it has ended, with its exit code; null where a signal has ended it. */
  ended: Promise<number | null>
  signal(name: NodeJS.Signals): void
  /** Signals and waits. */
  end(name?: NodeJS.Signals): Promise<number | null>
}

/**
 * Opens a room and runs `script` in it, by bash, before anything else. Its first process lives for as long as this one holds the pipe to it:
 * when the test run ends, however it ends, the kernel ends all that is in the room, and its network goes.
 */
export async function openRoom(name: string, script: string): Promise<Room> {
  const outer = spawn('unshare', [...namespaces, 'bash', '-c', `${beginning(name)}\n${script}\n${waiting}`], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  })
  let said = ''
  outer.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const gone = once(outer, 'exit')
  const lines = createInterface({ input: outer.stdout })
  await Promise.race([
    once(lines, 'line'),
    gone.then(() => Promise.reject(new Error(`The room ${name} did not open: ${said}`))),
  ])
  const pid = await childOf(outer.pid!)
  return {
    pid,
    run: (program, ...args) => runToItsEnd(pid, program, args),
    start: (program, args, options) => startProgram(pid, program, args, options),
    async cut() {
      outer.stdin.end()
      if (outer.exitCode === null && outer.signalCode === null) {
        process.kill(pid, 'SIGKILL')
        await gone
      }
    },
  }
}

const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--fork', '--kill-child']

/** A /sys that shows the room's own network, and no control groups: those of the machine are not for several libvirts at once. */
const beginning = (name: string) => `
set -e
mount --make-rprivate /
mount -t proc proc /proc
umount -R -l /sys
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
mkdir -p /run/netns /run/lock
hostname ${name}
ip link set lo up`

// Bash stays: whatever daemons leave behind is its children, and libvirt waits until somebody has reaped them.
const waiting = `echo open; cat; exit`

const entering = (pid: number) => ['--target', String(pid), '--mount', '--uts', '--ipc', '--net', '--pid']

async function runToItsEnd(pid: number, program: string, args: readonly string[]): Promise<string> {
  const child = spawn('nsenter', [...entering(pid), program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [printed, said] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${said || printed}`)
  return printed
}

async function startProgram(
  pid: number,
  program: string,
  args: readonly string[],
  { env, cwd, log }: StartOptions,
): Promise<RoomProcess> {
  // `cd` by a shell: with another mount namespace one is in its root folder.
  const inFolder = ['sh', '-c', 'cd "$0" && exec "$@"', cwd, program, ...args]
  const outer = spawn('nsenter', [...entering(pid), ...inFolder], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const file = createWriteStream(log, { flags: 'a' })
  let said = ''
  const hear = (chunk: Buffer) => {
    said += chunk.toString()
    file.write(chunk)
  }
  outer.stdout.on('data', hear)
  outer.stderr.on('data', hear)
  const ended = once(outer, 'close').then(([code]) => {
    file.end()
    return code as number | null
  })
  const inner = await childOf(outer.pid!)
  const signal = (name: NodeJS.Signals) => {
    if (isRunning(outer)) process.kill(inner, name)
  }
  return {
    pid: inner,
    said: () => said,
    ended,
    signal,
    end(name = 'SIGTERM') {
      signal(name)
      return ended
    },
  }
}

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null

/** The process that has been forked off into the room: a signal to the other one would not reach it. */
async function childOf(pid: number): Promise<number> {
  for (let look = 0; look < 200; look++) {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
    if (children.trim() !== '') return Number(children.trim().split(' ')[0])
    await pause(10)
  }
  throw new Error(`Process ${pid} has begun nothing.`)
}
