import { Hono } from 'hono'
import { failed } from '#agent/commands/command-wire'
import { forgottenHeader, instanceHeader } from '#agent/membership-contract'
import { CloudError, conflict, forbidden, httpStatus, unavailable } from '#platform/errors'
import { forgottenHost, type ShownIdentity, type Standing } from '#store/host-identity-store'
import type { WireEnv } from '#platform/wire/peer'
import { joinGuard } from './join-guard.ts'

/** An app whose paths begin where its room does. */
interface Room {
  fetch(request: Request, env: WireEnv['Bindings']): Response | Promise<Response>
}

/** What this process serves to its peers. */
export interface WireRooms {
  /** The agent of this machine. */
  agent?: Room
  /** The agents of the hosts within this control process, by their names. */
  hosts?: ReadonlyMap<string, Room>
  /** What control does for hosts. */
  control?: Room
  /** How hosts join and leave. */
  membership?: Room
  /** Which start of the agent this is. */
  instance?: string
  /** Whether a host that shows this certificate is one of the cloud's, and who asks is who speaks for it. */
  standingOf?(shown: ShownIdentity): Promise<Standing>
}

/**
 * What stands behind the port: `/agent/…`, `/hosts/<name>/…` and `/control/…`. Whom each serves is for it to say; that a host is still one of this cloud is
 * asked here, whatever it wants, so that one that was forgotten gets nowhere.
 */
export function wireDoor({
  agent,
  instance,
  hosts = new Map(),
  control,
  membership,
  standingOf,
}: WireRooms): Hono<WireEnv> {
  const app = new Hono<WireEnv>()
  app.use(async (c, next) => {
    const peer = c.env.peer ?? { kind: 'unknown' }
    if (peer.kind !== 'host') return next()
    const shown = { id: peer.identityId, serial: peer.serial ?? '', instance: c.req.header(instanceHeader) }
    const standing = (await standingOf?.(shown)) ?? 'forgotten'
    if (standing === 'in-force' || (standing === 'other-agent' && maySpeak(c.req.path, shown.instance))) return next()
    if (standing === 'other-agent') {
      const failure = conflict(
        `Another agent speaks for host ${peer.hostName}.`,
        'Stop one of them: their folders are copies of each other.',
      )
      return c.json(failed(failure), 409)
    }
    c.header(forgottenHeader, 'true')
    return c.json(failed(forgottenHost(peer.hostName)), 403)
  })
  // Of what stands behind the port this alone is for strangers.
  app.use('/control/join', joinGuard())
  if (membership)
    for (const name of ['join', 'renew', 'announce', 'leave'])
      app.post(`/control/${name}`, (c) => membership.fetch(under('/control', c.req.raw), c.env))
  if (control) app.all('/control/*', (c) => control.fetch(under('/control', c.req.raw), c.env))
  if (instance !== undefined)
    app.get('/agent/instance', (c) => {
      if (c.env.peer?.kind !== 'control') throw forbidden('Only the control of the cloud is told that.')
      return c.json({ instance })
    })
  if (agent) app.all('/agent/*', (c) => agent.fetch(under('/agent', c.req.raw), c.env))
  app.all('/hosts/:host/*', (c) => {
    const name = c.req.param('host')
    const room = hosts.get(name)
    if (room) return room.fetch(under(`/hosts/${encodeURIComponent(name)}`, c.req.raw), c.env)
    const failure = unavailable(`Host ${name}`, 'It is not within this control process any more. Try again.')
    return c.json(failed(failure), 503)
  })
  app.notFound((c) => c.json(failed(forbidden('Nobody is served here.')), 403))
  app.onError((error, c) => {
    if (error instanceof CloudError) return c.json(failed(error), httpStatus[error.failure.kind] as 403)
    const failure = unavailable('Control', 'Its database does not answer. Try again in a moment.', error)
    return c.json(failed(failure), 503)
  })
  return app
}

/** An agent that starts says so; a host leaves by a command, while no agent of it runs. */
const maySpeak = (path: string, instance: string | undefined) =>
  path === '/control/announce' || (path === '/control/leave' && instance === undefined)

/** The request as whoever serves `prefix` sees it. */
const under = (prefix: string, request: Request) =>
  new Request(request.url.replace(`kilonova${prefix}`, 'kilonova'), request)
