import { z } from 'zod'
import { invalid, notFound } from '#platform/errors'
import { peekConsoleToken } from '#store/console-token-store'
import { findServer } from '#store/server-store'
import { readAs } from '#platform/service/read-as'
import { type RequestContext, route, routeWithBody } from '../route.ts'
import { ownServer } from '../servers/find-own-server.ts'
import { openConsole } from './open-console.ts'

const protocols = ['vnc', 'spice', 'serial', 'rdp', 'mks'] as const
const types = ['novnc', 'xvpvnc', 'spice-html5', 'serial', 'rdp-html5', 'webmks', 'spice-direct'] as const

const body = ({ since }: RequestContext) =>
  z.strictObject({
    remote_console: z.strictObject({
      protocol: z.enum(since('2.8') ? [...protocols] : protocols.slice(0, 4)),
      type: z.enum(since('2.99') ? [...types] : types.slice(0, since('2.8') ? 6 : 5)),
    }),
  })

const consoleSchema = z.strictObject({
  instance_uuid: z.string(),
  host: z.string().nullable(),
  port: z.number(),
  internal_access_path: z.string().nullable(),
  tls_port: z.number().nullable(),
})

/** Ways to servers' consoles, and what is behind the tokens in them. */
export const remoteConsoleRoutes = [
  routeWithBody('POST /servers/:server/remote-consoles', readAs(body), {
    since: '2.6',
    response: z.strictObject({
      remote_console: z.strictObject({ protocol: z.enum(protocols), type: z.enum(types), url: z.string() }),
    }),
    summary: "Opens a server's console.",
    async handle(api, context, { remote_console: asked }) {
      const server = await ownServer(api, context, 'os_compute_api:os-remote-consoles')
      return { body: { remote_console: { ...asked, url: await openConsole(api, context, server, asked) } } }
    },
  }),
  route('GET /os-console-auth-tokens/:token', {
    rule: 'os_compute_api:os-console-auth-tokens',
    query: { closedSince: '2.99' },
    response: z.strictObject({ console: consoleSchema }),
    summary: 'Shows which console a token opens.',
    async handle({ db, config }, context) {
      if (!context.since('2.31'))
        throw invalid('Consoles of type rdp-html5 only, and there are none. Ask at 2.31 or later.')
      const access = await peekConsoleToken(db, context.params['token']!)
      const server = access && (await findServer(db, access.serverId))
      if (!server) throw notFound('Console token', context.params['token']!)
      const tls = context.since('2.99') ? { tls_port: null } : {}
      // Consoles go through this process, which asks the host's agent: nobody connects to the hypervisor's own port.
      const console = { host: server.hostName, port: config.port, internal_access_path: null, ...tls }
      return { body: { console: { instance_uuid: server.id, ...console } } }
    },
  }),
]
