import './thread-pool.ts'
import { join } from 'node:path'
import { createCloud, type Cloud } from '@kilonova/compute-core/main/all-in-one'
import { type Config, loadConfig } from '@kilonova/compute-core/platform/config'
import { giveBackMemory } from '@kilonova/compute-core/platform/give-back-memory'
import { type Log, makeLog } from '@kilonova/compute-core/platform/log'
import { bffApp, watchedApp } from './app.ts'
import { announce } from './announce.ts'
import { endSignals } from './end-signals.ts'
import { runCommand } from './commands.ts'
import type { BffDeps } from './request/bff-env.ts'
import { type RequestHandler, frontDoor } from './front-door.ts'
import { listen, type Listener } from './listen.ts'
import { sentence } from './sentence.ts'
import { tlsSource, type TlsSource } from './tls/tls-source.ts'

/** Starts the cloud in this process, or carries out a command. What fails prints one sentence that says how to fix it, and exits with code 1. */
async function main() {
  const config = loadConfig(process.env)
  const done = await runCommand(config, process.argv.slice(2))
  if (done !== undefined) return console.log(done)
  const log = makeLog(config.log_level)
  // The port comes first: when it is in use, nothing else is started.
  const tls = await tlsSource(config)
  const tellTls = (what: string, err?: Error) => (err ? log.error({ err }, what) : log.info(what))
  const listener = await listen({ ...config, tls, tellTls })
  const signals = endSignals({ log, onBrokenOff: () => console.log('Stopping before the start has ended.') })
  const cloud = await startedCloud(config, { listener, log, signal: signals.starting })
  listener.serve(appOver(cloud, log, config, tls))
  signals.started([listener, cloud])
  giveBackMemory()
  announce({ config, url: listener.url, tls, firstSignIn: cloud.firstSignIn })
}

interface Starting {
  listener: Listener
  log: Log
  signal: AbortSignal
}

/** The cloud, once it has started. `signal` before that takes back what has been begun and ends the process. */
async function startedCloud(config: Config, { listener, log, signal }: Starting): Promise<Cloud> {
  try {
    const say = (line: string) => signal.aborted || console.log(line)
    return await createCloud(config, { log, signal, say, lost: startAnew })
  } catch (error) {
    await listener.close()
    if (signal.aborted) process.exit()
    throw error
  }
}

/** Becomes a new start of this process, under the same number: what another has taken over must not go on here for another moment. */
function startAnew() {
  process.execve?.(process.execPath, [process.execPath, ...process.execArgv, ...process.argv.slice(1)], process.env)
  // Where a process cannot become another: whoever has started this one is to start it again.
  process.exit(75)
}

function appOver(
  cloud: Cloud,
  log: Log,
  {
    public_url: publicUrl,
    trusted_proxies: trustedProxies,
    cloud_name: cloudName,
    sign_in_domains: domains,
    oidc,
    roles,
  }: Config,
  tls: TlsSource | undefined,
): RequestHandler {
  const deps: BffDeps = {
    cloud: { ...cloud, fetch: (request, env) => cloud.api.fetch(request, env) },
    webDist: join(import.meta.dirname, '../../web/dist'),
    cookieKey: cloud.cookieKey,
    publicUrl,
    // Never where the cloud vouches for itself: a browser would then let nobody past its warning.
    isTlsForGood: tls === undefined ? publicUrl?.startsWith('https:') === true : !tls.isSelfMade,
    signIn: { cloudName, domains, oidc },
    log,
  }
  if (roles.includes('api')) return frontDoor(cloud.api, bffApp(deps).app, trustedProxies)
  const watched = watchedApp(deps)
  return frontDoor(watched, watched, trustedProxies)
}

main().catch((error: unknown) => {
  console.error(`Kilonova cannot ${process.argv[2] ?? 'start'}: ${sentence(error)}`)
  if (process.env['KILONOVA_LOG_LEVEL'] === 'debug') console.error(error)
  process.exit(1)
})
