import { mkdir } from 'node:fs/promises'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import type { Hono } from 'hono'
import type { Config } from '#platform/config'
import type { Log } from '#platform/log'
import type { Authority } from '#platform/wire/authority'
import type { WireCredentials } from '#platform/wire/credentials'
import { listenForPeers } from '#platform/wire/h2-listener'
import type { WireEnv } from '#platform/wire/peer'
import { writePlace } from '#platform/wire/place'
import { ownCredentials } from './kept-credentials.ts'
import { portRefused } from './port-refused.ts'
import { renewInTime } from './renew-in-time.ts'
import { placesOf } from './wire-places.ts'

/** The port of a control process for hosts. */
export interface ControlWire {
  port: number
  credentials(): WireCredentials
  /** Calls `listener` after the certificate was renewed. */
  onRenewed(listener: () => void): void
  /** Where hosts reach this process, as `address:port`; nowhere when the port is for this machine alone. */
  places: readonly string[]
  /** The first of them, or where it is reached on its own machine. */
  address: string
  /** Serves `app` from now on; before that, hosts hear that control is starting. */
  serve(app: Hono<WireEnv>): void
  close(): Promise<void>
}

interface ControlWireParts {
  config: Pick<Config, 'dataDir' | 'host' | 'agent_port'>
  authority: Authority
  processId: string
  log: Log
}

/** Opens the port under a certificate that the authority issues, and renews, for this process. Throws `unavailable` when it cannot be had. */
export async function openControlWire({ config, authority, processId, log }: ControlWireParts): Promise<ControlWire> {
  const folder = join(config.dataDir, 'wire')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const current = () => ownCredentials(join(folder, 'control.json'), authority, { kind: 'control', processId })
  let credentials = await current()
  let app: Pick<Hono<WireEnv>, 'fetch'> = starting
  const listeners = new Set<() => void>()
  const { host, agent_port: port } = config
  const listener = await listenForPeers({
    host,
    port,
    credentials,
    app: { fetch: (request, env) => app.fetch(request, env) },
    log,
  }).catch((error: NodeJS.ErrnoException) => {
    throw portRefused(error, { port, host, chosenBy: 'cloud' })
  })
  const renewal = renewInTime(
    () => credentials.certificate,
    async () => {
      credentials = await current()
      listener.renew(credentials)
      for (const tell of listeners) tell()
    },
    log,
  )
  const places = placesOf(host, listener.port)
  return {
    port: listener.port,
    credentials: () => credentials,
    onRenewed: (tell) => void listeners.add(tell),
    places,
    address: places[0] ?? writePlace({ address: isIPv6(host) ? '::1' : '127.0.0.1', port: listener.port }),
    serve: (next) => void (app = next),
    async close() {
      renewal.stop()
      await listener.close()
    },
  }
}

const starting = { fetch: async () => Response.json({ state: 'failed' }, { status: 503 }) }
