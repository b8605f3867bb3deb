import { z } from 'zod'
import { cloudCapacity } from '#domain/host/cloud-capacity'
import { isUp } from '#domain/host/service-state'
import { countFlows, type FlowInTrouble, flowsInTrouble } from '#store/flow-queries'
import { hostFigures } from '#store/guest-sample-store'
import { listHostsInUse } from '#store/host-queries'
import { internalZone, listServices } from '#store/service-store'
import type { ComputeDeps } from '../../compute-deps.ts'
import { freshSince } from '../metrics/fresh-since.ts'
import { route } from '../../route.ts'
import { busiestHosts, loadOfAll } from './host-load.ts'
import { type FlowInTroubleView, overviewSchema, type OverviewView } from './overview-schema.ts'

/** So many of each are listed; the totals say how many there are. */
const mostHosts = 8
const mostFlows = 8

/** For so long a flow waits for its turn, or is at one step, before anybody needs to look. */
const longWaitMs = 60_000
const longStepMs = 10 * 60_000
const dayMs = 24 * 3_600_000

/** How the whole cloud is; Kilonova's own. */
export const overviewRoutes = [
  route('GET /kilonova/overview', {
    rule: 'kilonova:overview:show',
    response: z.strictObject({ overview: overviewSchema }),
    summary: 'Shows how the whole cloud is: hosts, capacity, load, and flows that need a look.',
    async handle(api) {
      const [hosts, control, providers, figures, flows] = await Promise.all([
        listHostsInUse(api.db),
        listServices(api.db, { zone: internalZone }),
        api.placement.providers(),
        hostFigures(api.db, freshSince(api)),
        viewFlows(api),
      ])
      const now = api.clock.now()
      const inventories = new Map(providers.map((one) => [one.providerId, one.inventories]))
      const states = hosts.map((host) => {
        const up = isUp(host, now, api.config.service_down_time)
        return { ...host, isUp: up, isInService: up && host.enabled, inventories: inventories.get(host.id) ?? {} }
      })
      const count = (holds: (host: (typeof states)[number]) => boolean) => states.filter(holds).length
      const down = states.filter((host) => !host.isUp).toSorted((a, b) => b.servers - a.servers)
      const controlDown = control.filter((service) => !isUp(service, now, api.config.service_down_time))
      const overview: OverviewView = {
        hosts: {
          total: states.length,
          up: count((host) => host.isUp),
          down: down.length,
          forced_down: count((host) => host.forcedDown),
          disabled: count((host) => !host.enabled),
          in_service: count((host) => host.isInService),
        },
        control: { total: control.length, down: controlDown.length },
        down: down.slice(0, mostHosts).map(({ name, forcedDown, lastSeenAt, servers }) => ({
          host: name,
          forced_down: forcedDown,
          updated_at: lastSeenAt.toISOString(),
          servers,
        })),
        capacity: cloudCapacity(states).map(({ resourceClass, ...amounts }) => ({
          resource_class: resourceClass,
          ...amounts,
        })),
        busiest: busiestHosts(states, figures).slice(0, mostHosts),
        load: loadOfAll(figures),
        flows,
      }
      return { body: { overview } }
    },
  }),
]

async function viewFlows({ db, clock, identity }: ComputeDeps): Promise<OverviewView['flows']> {
  const ago = (ms: number) => new Date(clock.now().getTime() - ms)
  const bounds = { waitingSince: ago(longWaitMs), slowSince: ago(longStepMs), undoneSince: ago(dayMs) }
  const [counts, found] = await Promise.all([countFlows(db), flowsInTrouble(db, bounds, mostFlows)])
  const names = await identity.namesOf(
    'project',
    found.map(({ projectId }) => projectId),
  )
  return { ...counts, in_trouble: found[0]?.total ?? 0, list: found.map((one) => viewFlow(one, names)) }
}

const viewFlow = (one: FlowInTrouble, names: ReadonlyMap<string, string>): FlowInTroubleView => ({
  id: one.id,
  flow: one.flow,
  trouble: one.trouble,
  since: one.since.toISOString(),
  step: one.step,
  host: one.host,
  request_id: one.requestId,
  server_id: one.serverId,
  server_name: one.serverName,
  action: one.action,
  project_id: one.projectId,
  project_name: names.get(one.projectId) ?? null,
})
