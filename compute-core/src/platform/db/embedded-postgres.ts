import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { unavailable } from '#platform/errors'
import { ProgramError, runProgram } from '#platform/run-program'
import { postgresAccount, type PostgresAccount } from './postgres-account.ts'
import { postgresBinaries } from './postgres-binaries.ts'
import { forgetDeadPostmaster, postmasterOf, socketFolderOf } from './postmaster.ts'
import { socketFolder } from './socket-folder.ts'

export interface RunningPostgres {
  url: string
  /** Whether it ran already when it was asked for. */
  ranAlready: boolean
  /** Starts the server again whenever it has ended; `tell` hears of each end, and of each start that failed. */
  keepRunning(tell: (what: string, error?: Error) => void): void
  /** Ends the server after its clients' last transactions; a second call does nothing. */
  stop(): Promise<void>
}

/** Where a server's parts are and whose they are. */
interface Installation {
  bin: string
  cluster: string
  socket: string
  account: PostgresAccount
}

/**
 * PostgreSQL in `dataDir`, made on first use and spoken to through a socket that only this account may open. One left running
 * by a process that was killed is taken over as it is; one on another folder is never touched, whatever a copied pid file says. Throws
 * `unavailable` with the server's own last words.
 */
export async function startEmbeddedPostgres(dataDir: string): Promise<RunningPostgres> {
  const account = await postgresAccount()
  const cluster = join(dataDir, 'cluster')
  const bin = await postgresBinaries(dataDir, account)
  await mkdir(dataDir, { recursive: true, mode: 0o711 })
  await ownedFolder(cluster, account)
  const installation = { bin, cluster, account, socket: await socketFolder(dataDir, account) }
  let ranAlready = false
  try {
    await initialise(installation)
    ranAlready = await ensureRunning(installation)
  } catch (cause) {
    throw unavailable(
      'The embedded PostgreSQL',
      `${await lastWords(cluster, cause)} Its data is in ${cluster}; DATABASE_URL names another server.`,
      cause,
    )
  }
  let watch: { end(): Promise<void> } | undefined
  return {
    ranAlready,
    url: embeddedUrl(installation.socket),
    keepRunning(tell) {
      watch ??= watchOver(installation, tell)
    },
    async stop() {
      await watch?.end()
      if ((await postmasterOf(cluster)) !== undefined) await stop(installation)
    },
  }
}

/** Where the server whose socket is in `socket` is reached. */
export const embeddedUrl = (socket: string): string =>
  `postgresql://kilonova@localhost/postgres?host=${encodeURIComponent(socket)}`

/** Starts the server unless it runs; true when it ran. */
async function ensureRunning(installation: Installation): Promise<boolean> {
  const { cluster, socket } = installation
  if ((await postmasterOf(cluster)) !== undefined) {
    if ((await socketFolderOf(cluster)) === socket) return true
    // Left running by a process that had its socket elsewhere.
    await stop(installation)
  }
  await forgetDeadPostmaster(cluster, socket)
  await start(installation)
  return false
}

const stop = (installation: Installation) =>
  runAs(installation, 'pg_ctl', ['stop', '-D', installation.cluster, '-m', 'fast', '-w']).catch(() => {})

const lookMs = 500
const longestWaitMs = 10_000

function watchOver(installation: Installation, tell: (what: string, error?: Error) => void) {
  const ending = new AbortController()
  const watched = watch()
  return {
    async end() {
      ending.abort()
      await watched
    },
  }

  async function watch() {
    for (let waitMs = lookMs; await waited(waitMs);) waitMs = await look(waitMs)
  }

  async function look(lastWaitMs: number): Promise<number> {
    if ((await postmasterOf(installation.cluster)) !== undefined) return lookMs
    tell('The embedded PostgreSQL has ended. It is started again.')
    try {
      await ensureRunning(installation)
      return lookMs
    } catch (error) {
      // What a killed server has left (its memory, its other processes) takes a moment to go.
      tell('The embedded PostgreSQL did not start. It is tried again.', error as Error)
      return Math.min(lastWaitMs * 2, longestWaitMs)
    }
  }

  function waited(ms: number): Promise<boolean> {
    return pause(ms, true, { signal: ending.signal, ref: false }).catch(() => false)
  }
}

const runAs = ({ bin, account }: Installation, program: string, args: readonly string[], more: object = {}) =>
  runProgram(join(bin, program), args, { ...account, cwd: '/', ...more })

async function ownedFolder(path: string, account: PostgresAccount) {
  await mkdir(path, { recursive: true, mode: 0o700 })
  if (account.uid !== undefined) await chown(path, account.uid, account.gid)
}

async function initialise(installation: Installation) {
  const { cluster } = installation
  const ready = await readFile(join(cluster, 'kilonova-initialised')).then(
    () => true,
    () => false,
  )
  if (ready) return
  // An initdb that was cut off leaves a folder that neither starts nor lets itself be initialised: begin anew.
  await runProgram('find', [cluster, '-mindepth', '1', '-delete'], { cwd: '/' })
  const flags = ['-U', 'kilonova', '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-instructions', '--no-sync']
  await runAs(installation, 'initdb', ['-D', cluster, ...flags])
  await writeFile(join(cluster, 'kilonova-initialised'), '')
}

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

async function start(installation: Installation) {
  const { cluster, socket } = installation
  const options = Object.entries({ ...settings, unix_socket_directories: `'${socket}'` })
  const flags = options.map(([name, value]) => `-c ${name}=${value}`).join(' ')
  const log = join(cluster, 'server.log')
  await rm(log, { force: true })
  // A daemon: we end it after the last write, not a Ctrl-C in the terminal.
  await runAs(installation, 'pg_ctl', ['start', '-D', cluster, '-l', log, '-w', '-t', '60', '-o', flags], {
    leavesDaemon: true,
  })
}

/** The server's own reason, from its log or from what initdb and pg_ctl printed. */
async function lastWords(cluster: string, cause: unknown): Promise<string> {
  const log = await readFile(join(cluster, 'server.log'), 'utf8').catch(() => '')
  const printed = cause instanceof ProgramError ? cause.said || cause.message : (cause as Error).message
  const lines = [...log.split('\n').toReversed(), ...printed.split('\n')]
  const said = lines.find((line) => /FATAL|PANIC|error:|could not/i.test(line))
  // Without the time and the process id that PostgreSQL puts before its words.
  return (said ?? printed.split('\n')[0]!).replace(/^.*?(?=FATAL|PANIC)/, '').replace(/\.?\s*$/, '.')
}
