import { type ChildProcess, spawn } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { type CloudError, unavailable } from '#platform/errors'

/** How the programs that a host needs are installed, where the package does not have the program's name. */
const installations: Readonly<Record<string, string>> = {
  'apt-cache': 'apt-get install apt',
  'apt-get': 'apt-get install apt',
  dnsmasq: 'apt-get install dnsmasq-base, dnf install dnsmasq, or pacman -S dnsmasq',
  'dpkg-deb': 'apt-get install dpkg',
  ip: 'apt-get install iproute2, dnf install iproute, or pacman -S iproute2',
  libvirtd: 'apt-get install libvirt-daemon-system qemu-system-x86',
  mcopy: 'apt-get install mtools',
  mformat: 'apt-get install mtools',
  'mkfs.ext4': 'apt-get install e2fsprogs',
  mkswap: 'apt-get install util-linux',
  nft: 'apt-get install nftables, dnf install nftables, or pacman -S nftables',
  'qemu-img': 'apt-get install qemu-utils, dnf install qemu-img, or pacman -S qemu-img',
  virtlogd: 'apt-get install libvirt-daemon-system qemu-system-x86',
}

// Ours holds passwords, and that of a process can be read by its account for as long as it runs.
const passedOn = [
  'HOME', 'USER', 'LOGNAME', 'TMPDIR', 'TZ', 'XDG_RUNTIME_DIR', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'LD_LIBRARY_PATH', 'NIX_LD',
  'http_proxy', 'https_proxy', 'no_proxy', 'all_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'APT_CONFIG',
] // prettier-ignore

const surroundings = () =>
  Object.fromEntries(passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))

// An ordinary user's path lacks mkfs, nft and their like.
const systemFolders = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const searchPath = `${process.env['PATH'] ?? ''}:${systemFolders}`
const mostOutput = 64 << 20
const tooMuch = 'it printed more than 64 MiB'

/** A program that ended with an error, with what it said. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError'
  readonly said: string
  constructor(program: string, said: string, how: string) {
    super(`${program} failed: ${said || `it said nothing and ended with ${how}`}`)
    this.said = said
  }
}

export interface ProgramOptions {
  cwd?: string
  /** What the program reads from its standard input. */
  input?: string
  /** Added to what is passed on of our environment. */
  env?: Readonly<Record<string, string>>
  /** Exit codes other than 0 that are no failure. */
  accepts?: readonly number[]
  /** The account to run as, when not our own. */
  uid?: number
  gid?: number
  /** Whether it leaves a daemon behind. That gets a session of its own, without our Ctrl-C, and nothing of our environment. */
  leavesDaemon?: boolean
  /** What it may use, where it reads what strangers have written. One that uses more is ended by the kernel. */
  limits?: ProgramLimits
}

/** What a program may use of the machine. */
export interface ProgramLimits {
  cpuSeconds: number
  memoryBytes: number
  /** How large a file that it writes may become. */
  fileBytes: number
}

/**
 * Runs `program` to its end, without a shell that would read its arguments, and answers with its output. Throws a `ProgramError` with its last words when it fails, and
 * `unavailable` with the way to install it when it is not there.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  { input = '', env, leavesDaemon = false, limits, accepts = [], ...rest }: ProgramOptions = {},
): Promise<string> {
  const given = leavesDaemon ? { PATH: systemFolders } : { ...surroundings(), PATH: searchPath }
  const [command, ...words] = limits ? withinLimits(limits, program, args) : [program, ...args]
  return new Promise((resolve, reject) => {
    const child = spawn(command!, words, {
      ...rest,
      detached: leavesDaemon,
      // English, so that "No space left on device" can be told from other failures.
      env: { ...given, LC_ALL: 'C', ...env },
    })
    if (!leavesDaemon) {
      running.add(child)
      child.once('close', () => running.delete(child))
    }
    let isTooMuch = false
    const end = () => {
      isTooMuch = true
      child.kill()
    }
    const output = textOf(child.stdout, end)
    const said = textOf(child.stderr, end)
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? missingProgram(command!) : error),
    )
    child.on('close', (code, signal) => {
      if (code !== null && [0, ...accepts].includes(code)) resolve(output())
      else if (limits && code === notFoundByShell) reject(missingProgram(program))
      else reject(new ProgramError(program, isTooMuch ? tooMuch : said().trim(), signal ?? String(code)))
    })
    child.stdin.on('error', () => undefined) // a program that ends early is judged by how it ended
    child.stdin.end(input)
  })
}

const running = new Set<ChildProcess>()

/** Ends the programs that run now, so that whoever waits for them cleans up: for a process that is told to end. */
export function endPrograms(): void {
  for (const child of running) child.kill()
}

const notFoundByShell = 127

/**
 * The shell sets the limits, as POSIX has it and every host can, and then becomes the program. Only Linux knows of one for memory.
 */
function withinLimits({ cpuSeconds, memoryBytes, fileBytes }: ProgramLimits, program: string, args: readonly string[]) {
  const limits = [cpuSeconds, Math.ceil(fileBytes / 512), Math.ceil(memoryBytes / 1024)].map(String)
  const memory = process.platform === 'linux' ? 'ulimit -v "$3" && ' : ''
  const script = `ulimit -c 0 && ulimit -t "$1" && ulimit -f "$2" && ${memory}shift 3 && exec "$@"`
  return ['/bin/sh', '-c', script, 'sh', ...limits, program, ...args]
}

/** Gathers what comes, and calls `end` when that is more than anybody here wants to read. */
function textOf(stream: NodeJS.ReadableStream, end: () => void): () => string {
  const chunks: Buffer[] = []
  let bytes = 0
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > mostOutput) end()
    else chunks.push(chunk)
  })
  return () => Buffer.concat(chunks).toString()
}

/** Throws `unavailable` with the way to install it for the first of `programs` that is not on this host. */
export async function requirePrograms(programs: readonly string[], path = searchPath): Promise<void> {
  for (const program of programs) if (!(await isInstalled(program, path))) throw missingProgram(program)
}

async function isInstalled(program: string, path: string): Promise<boolean> {
  const folders = [...new Set(path.split(':'))].filter((folder) => folder !== '')
  const found = await Promise.allSettled(folders.map((folder) => access(join(folder, program), constants.X_OK)))
  return found.some(({ status }) => status === 'fulfilled')
}

function missingProgram(program: string): CloudError {
  const installation = installations[program] ?? `apt-get install ${program}`
  return unavailable(`The program ${program}`, `Install it on this host: ${installation}.`)
}
