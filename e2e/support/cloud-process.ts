import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { signIn } from './api.ts'

/** A cloud in a process of its own, as a user has it, with a data folder of its own. */
export interface CloudProcess {
  url: string
  dataDir: string
  adminPassword: string
  pid(): number
  /** Of the embedded database, for measurements beside it. */
  databaseUrl(): string
  /** Everything that it has said. */
  said(): string
  /** Resolves once it has said something that matches. */
  says(pattern: RegExp): Promise<void>
  /** Ends the process alone, as the kernel would: guests and database run on. */
  kill(): Promise<void>
  /** Asks it to end and waits until it has. */
  stop(): Promise<number | null>
  /** Starts it again on the same data folder and port. */
  start(env?: Record<string, string>): Promise<void>
  /** Ends everything that belongs to it and removes its data. */
  dispose(): Promise<void>
}

const root = join(import.meta.dirname, '../..')
export const testCache = process.env['KILONOVA_TEST_CACHE'] ?? '/var/tmp/kilonova-test-cache'

/**
 * Starts a cloud with `settings` as its `kilonova.json` and waits until `/healthz` says that it is ready; `prepare` puts something into its
 * folder before.
 */
export async function startCloud(
  env: Record<string, string> = {},
  settings: Record<string, unknown> = {},
  prepare: (dataDir: string) => Promise<void> = async () => {},
): Promise<CloudProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kilonova-e2e-'))
  await prepare(dataDir)
  await writeFile(join(dataDir, 'kilonova.json'), JSON.stringify(settings))
  const port = await freePort()
  const isSecure = settings['tls_self_made'] === true
  const url = `${isSecure ? 'https' : 'http'}://127.0.0.1:${port}`
  const adminPassword = 'an-e2e-password'
  let child: ChildProcess | undefined
  let output = ''
  const waiting = new Set<() => void>()

  const cloud: CloudProcess = {
    url,
    dataDir,
    adminPassword,
    pid: () => child!.pid!,
    databaseUrl: () =>
      `postgresql://kilonova@localhost/postgres?host=${encodeURIComponent(join(dataDir, 'postgres/socket'))}`,
    said: () => output,
    says: (pattern) =>
      new Promise((resolve) => {
        const look = () => {
          if (!pattern.test(output)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    async kill() {
      const gone = once(child!, 'exit')
      child!.kill('SIGKILL')
      await gone
    },
    async stop() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
      return child.exitCode
    },
    async start(more = {}) {
      child = spawn(process.execPath, [join(root, 'bff/src/main.ts')], {
        env: {
          NODE_COMPILE_CACHE: join(testCache, 'compile-cache'),
          // As the launcher has it.
          MALLOC_ARENA_MAX: '2',
          ...process.env,
          KILONOVA_DATA: dataDir,
          KILONOVA_PORT: String(port),
          KILONOVA_HOST: '127.0.0.1',
          KILONOVA_AGENT_PORT: '0',
          KILONOVA_ADMIN_PASSWORD: adminPassword,
          KILONOVA_GUEST_IMAGE_DIR: join(testCache, 'guest-image'),
          ...env,
          ...more,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const hear = (chunk: Buffer) => {
        output += chunk.toString()
        for (const look of waiting) look()
      }
      child.stdout!.on('data', hear)
      child.stderr!.on('data', hear)
      if (isSecure) await trustOwnCertificate(cloud, child)
      await untilReady(url, child, () => output)
    },
    async dispose() {
      // Fake guests end with their process.
      const isReal = env['KILONOVA_DRIVER'] !== 'fake'
      if (isReal && child?.exitCode === null)
        await deleteEveryServer(cloud).catch((error: unknown) => console.error(error))
      await cloud.stop()
      await stopDatabase(dataDir)
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  try {
    await cloud.start()
    return cloud
  } catch (error) {
    await cloud.dispose()
    throw error
  }
}

/** Has this process trust the certificate that the cloud made for itself: what tests ask of its APIs goes over TLS, too. */
async function trustOwnCertificate({ dataDir, says }: CloudProcess, child: ChildProcess) {
  await Promise.race([says(/Certificate /), once(child, 'exit')])
  const certificate = await readFile(join(dataDir, 'tls/self-made.crt'), 'utf8').catch(() => undefined)
  if (certificate) setDefaultCACertificates([...getCACertificates(), certificate])
}

async function untilReady(url: string, child: ChildProcess, said: () => string) {
  const until = Date.now() + 120_000
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`The cloud ended with ${child.exitCode}:\n${said()}`)
    const health = await fetch(`${url}/healthz`).catch(() => undefined)
    if (health?.ok) return
    await pause(50)
  }
  throw new Error(`The cloud was not ready after 120 s:\n${said()}`)
}

/** What a failed test has left: its guests would run on without their disks. */
async function deleteEveryServer(cloud: CloudProcess) {
  const api = await signIn(cloud, 'admin', 'admin')
  const list = () => api.call<{ servers: { id: string }[] }>('GET', '/compute/v2.1/servers?all_tenants=1')
  // One that is being deleted already may be gone by now.
  for (const { id } of (await list()).servers) await api.call('DELETE', `/compute/v2.1/servers/${id}`).catch(() => {})
  for (const until = Date.now() + 60_000; (await list()).servers.length > 0; await pause(200))
    if (Date.now() > until) throw new Error(`Servers are left of ${cloud.dataDir}: look with virsh list --all.`)
}

/** A database that outlived a killed process would outlive its data too. */
async function stopDatabase(dataDir: string) {
  const pidFile = await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(pidFile.split('\n')[0])
  if (pid > 0) process.kill(pid, 'SIGQUIT')
}

// Below the ports that the kernel gives out by itself: none of those can be taken between this look and the cloud's start.
const [firstPort, lastPort] = [20_000, 32_000]

/** A port that nobody listens on, unlikely to be found by another worker at the same moment. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(firstPort, lastPort)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    server.close()
    if (isFree) return port
  }
}
