import { z } from 'zod'
import type { VersionName } from '#platform/service/microversion'
import type { ServerId } from '#platform/ids'
import { findServer, moveServer } from '#store/server-store'
import type { ComputeDeps } from '../compute-deps.ts'
import { uuidField } from '#platform/service/fields'
import { readAs } from '#platform/service/read-as'
import { type RequestContext, routeWithBody } from '../route.ts'

interface EventKind {
  since: VersionName
  /** What its tag must be; absent where none is needed. */
  tag?: RegExp
  /** What it makes true; absent where nobody here waits for it, and it is dropped as Nova drops what it did not ask for. */
  effect?: (api: ComputeDeps, serverId: ServerId) => Promise<unknown>
}

const kinds: Readonly<Record<string, EventKind>> = {
  'network-changed': { since: '2.1', effect: refreshNetworkInfo },
  'network-vif-plugged': { since: '2.1', effect: refreshNetworkInfo },
  'network-vif-unplugged': { since: '2.1', effect: refreshNetworkInfo },
  'network-vif-deleted': { since: '2.1', effect: refreshNetworkInfo },
  'volume-extended': { since: '2.51', tag: /./ },
  'power-update': { since: '2.76', tag: /^POWER_(ON|OFF)$/ },
  'accelerator-request-bound': { since: '2.82', tag: /./ },
  'volume-reimaged': { since: '2.93', tag: /./ },
}

const body = ({ since }: RequestContext) =>
  z.strictObject({
    events: z
      .array(
        z.strictObject({
          name: z.enum(Object.keys(kinds).filter((name) => since(kinds[name]!.since))),
          server_uuid: uuidField,
          status: z.enum(['failed', 'completed', 'in-progress']).default('completed'),
          tag: z.string().max(255).optional(),
        }),
      )
      .min(1),
  })

const handledEventSchema = z.strictObject({
  name: z.string(),
  server_uuid: z.string(),
  status: z.string(),
  tag: z.string().optional(),
  code: z.number(),
})

type ExternalEvent = z.output<ReturnType<typeof body>>['events'][number]

/** What the network service says of the server's ports, written down anew. */
async function refreshNetworkInfo({ db, networks }: ComputeDeps, serverId: ServerId): Promise<void> {
  const ports = await networks.portsOf(serverId)
  await moveServer(db, serverId, 'any', { networkInfo: ports.map(({ status: _status, ...port }) => port) })
}

/** 200 for what is passed on, else why not. */
async function codeOf({ db }: ComputeDeps, { name, server_uuid, tag }: ExternalEvent): Promise<200 | 400 | 404 | 422> {
  const wanted = kinds[name]!.tag
  if (wanted && !wanted.test(tag ?? '')) return 400
  const server = await findServer(db, server_uuid as ServerId)
  if (!server) return 404
  return server.hostId === null ? 422 : 200
}

/** What other services tell of what servers use of them. */
export const serverExternalEventRoutes = [
  routeWithBody('POST /os-server-external-events', readAs(body), {
    rule: 'os_compute_api:os-server-external-events:create',
    response: z.strictObject({ events: z.array(handledEventSchema) }),
    summary: 'Takes events of other services that concern servers.',
    async handle(api, _context, { events }) {
      const input = []
      for (const event of events) {
        const code = await codeOf(api, event)
        if (code === 200) await kinds[event.name]!.effect?.(api, event.server_uuid as ServerId)
        input.push({ ...event, code, ...(code !== 200 && { status: 'failed' as const }) })
      }
      return { status: input.every(({ code }) => code === 200) ? 200 : 207, body: { events: input } }
    },
  }),
]
