import { Hono } from 'hono'
import type { Agents } from '#agent/commands/command-contract'
import { computeApi } from '#api/compute-api'
import { asPeer, onBehalf } from '#api/peer-service'
import { identityApi } from '#services/identity/api/identity-api'
import { imageApi } from '#services/image/api/image-api'
import { networkApi, networkDefinition } from '#services/network/api/network-api'
import { placementApi } from '#services/placement/api/placement-api'
import { stepsOf } from '#conductor/flows/all-flows'
import { roomFor } from '#conductor/room-for'
import { wouldFit } from '#conductor/would-fit'
import type { Joining, System } from '#api/compute-deps'
import type { AuditTrail } from '#platform/audit/audit-trail'
import type { Config } from '#platform/config'
import type { Database } from '#platform/db/database'
import type { Flows } from '#platform/flow/jobs'
import type { AskOnBehalf } from '#platform/http/on-behalf'
import type { Log } from '#platform/log'
import { permitOf } from '#platform/service/permit-of'
import type { IdsNamed } from '#platform/service/list-query/named-terms'
import { consoleUrl } from './console-url.ts'
import type { Policies } from './policies.ts'
import type { Services } from './services.ts'

export interface ApiParts {
  config: Config
  db: Database
  services: Services
  flows: Flows
  agents: Agents
  /** The policy rules that the operator has changed. */
  policies: Policies
  audit: AuditTrail
  system: System
  joining: Joining
  log: Log
}

const mounted = ['identity', 'compute', 'image', 'network', 'placement'] as const

/** The OpenStack APIs under their prefixes, and the way in which the cloud asks one of them for somebody. */
export function mountApis({ config, db, services, flows, agents, policies, audit, system, joining, log }: ApiParts): {
  api: Hono
  askCompute: AskOnBehalf
} {
  const { clock, identity, images, networks, placement, seal, store } = services
  const { authenticate } = identity
  const { public_url: publicUrl, max_limit: maxLimit, token_expiration: tokenSeconds } = config
  const projectsNamed: IdsNamed = (tests) => identity.named('project', tests)
  const known = { authenticate, projectsNamed, log, publicUrl, audit }
  const image = imageApi({ ...known, store, maxLimit, policy: policies['image'] })
  const network = networkApi({ ...known, db, policy: policies['network'] })
  const peers = { image: asPeer(image), network: asPeer(network) }
  const cloud = { db, authenticate, identity, images, networks, placement, flows, agents, seal, clock, log, peers }
  const compute = computeApi({
    ...cloud,
    audit,
    system,
    joining,
    config,
    consoleUrl,
    permitNetwork: permitOf(networkDefinition, policies['network']),
    stepsOf,
    roomFor: (flavors, projectId) => roomFor({ db, placement, settings: config }, flavors, projectId),
    wouldFit: (server, requestedHost) => wouldFit({ db, placement, settings: config }, server, requestedHost),
    policy: policies['compute'],
  })
  const api = new Hono({ strict: false })
    .route(
      '/identity',
      identityApi({
        db,
        identity,
        clock,
        seal,
        log,
        tokenSeconds,
        maxLimit,
        publicUrl,
        mounted,
        audit,
        policy: policies['identity'],
      }),
    )
    .route('/image', image)
    .route('/network', network)
    .route('/placement', placementApi({ db, authenticate, log, publicUrl, audit, policy: policies['placement'] }))
    .route('/compute', compute)
  api.notFound((c) =>
    c.json({ error: { code: 404, title: 'Not Found', message: `There is nothing at ${c.req.path}.` } }, 404),
  )
  return { api, askCompute: onBehalf(compute) }
}
