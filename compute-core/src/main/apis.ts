import { Hono } from 'hono'
import type { Agents } from '#agent/orders/order-contract'
import { computeApi } from '#api/compute-api'
import type { ConsoleUrl } from '#api/compute-deps'
import { inProcess } from '#api/neighbour'
import { identityApi } from '#companions/identity/api/identity-api'
import { imageApi } from '#companions/image/api/image-api'
import { networkApi } from '#companions/network/api/network-api'
import { placementApi } from '#companions/placement/api/placement-api'
import type { Config } from '#platform/config'
import type { Database } from '#platform/db/database'
import type { Flows } from '#platform/flow/wishes'
import type { Log } from '#platform/log'
import type { Services } from './services.ts'

export interface ApiParts {
  config: Config
  db: Database
  services: Services
  flows: Flows
  agents: Agents
  log: Log
}

const mounted = ['identity', 'compute', 'image', 'network', 'placement'] as const

/** Where the dashboard opens a console by its one-time token: a page with the screen, or the socket of a serial port's bytes. */
const consoleUrl: ConsoleUrl = ({ origin, protocol, token }) =>
  `${protocol === 'serial' ? origin.replace(/^http/, 'ws') : origin}/consoles/${protocol}?token=${encodeURIComponent(token)}`

/** The OpenStack APIs under their prefixes. */
export function mountApis({ config, db, services, flows, agents, log }: ApiParts): Hono {
  const { clock, identity, images, networks, placement, seal, store } = services
  const { authenticate } = identity
  const { public_url: publicUrl, max_limit: maxLimit, token_expiration: tokenSeconds } = config
  const image = imageApi({ store, authenticate, log, publicUrl, maxLimit })
  const network = networkApi({ db, authenticate, log, publicUrl })
  const neighbours = { image: inProcess(image), network: inProcess(network) }
  const cloud = { db, authenticate, identity, images, networks, placement, flows, agents, seal, clock, log, neighbours }
  const api = new Hono({ strict: false })
    .route('/identity', identityApi({ db, identity, clock, log, tokenSeconds, publicUrl, mounted }))
    .route('/image', image)
    .route('/network', network)
    .route('/placement', placementApi({ db, authenticate, log }))
    .route('/compute', computeApi({ ...cloud, config, consoleUrl }))
  api.notFound((c) =>
    c.json({ error: { code: 404, title: 'Not Found', message: `There is nothing at ${c.req.path}.` } }, 404),
  )
  return api
}
