import { z } from 'zod'
import type { HostPowerAction } from '#domain/host/host-power-action'
import { isUp } from '#domain/host/service-state'
import { CloudError, invalid, notFound, unavailable } from '#platform/errors'
import { newId } from '#platform/ids'
import { expectBoot, expectNoBoot } from '#store/guests-after-boot'
import { changeService, type HostInUse, listHostsInUse } from '#store/host-queries'
import { usageByProject } from '#store/host-usage'
import { listServices } from '#store/service-store'
import type { ComputeDeps } from '../compute-deps.ts'
import { readAs } from '#platform/service/read-as'
import { type RequestContext, route, routeWithBody } from '../route.ts'

const until = '2.42'
const word = z.enum(['enable', 'disable', 'Enable', 'Disable', 'ENABLE', 'DISABLE'])
const updateBody = z
  .strictObject({ status: word.optional(), maintenance_mode: word.optional() })
  .refine((body) => Object.keys(body).length > 0, 'Send status or maintenance_mode.')

async function hostOf({ db }: ComputeDeps, { params }: RequestContext): Promise<HostInUse> {
  const [host] = await listHostsInUse(db, { name: params['host']! })
  if (!host) throw notFound('Compute host', params['host']!)
  return host
}

/**
 * Nova's maintenance mode promises to empty the host first; its libvirt driver has none either. Whoever then takes the machine apart must not
 * have been told that it is empty.
 */
const noMaintenance = () =>
  new CloudError({
    kind: 'not-implemented',
    message:
      'Maintenance mode would move all servers off the host, which this hypervisor does not do. Send status: disable to keep new ones off it.',
  })

const resource = (host: HostInUse, project: string, has: { vcpus: number; ramMb: number; diskGb: number }) => ({
  resource: { host: host.name, project, cpu: has.vcpus, memory_mb: has.ramMb, disk_gb: has.diskGb },
})

const power = (action: HostPowerAction) =>
  route(`GET /os-hosts/:host/${action}`, {
    until,
    rule: `os_compute_api:os-hosts:${action === 'startup' ? 'start' : action}`,
    operation: `host-${action}`,
    isReading: false,
    async handle(api, context) {
      const host = await hostOf(api, context)
      context.note({ target: { name: host.name } })
      if (!isUp(host, api.clock.now(), api.config.service_down_time))
        throw invalid(`Compute host ${host.name} is down and cannot be reached.`, 'host')
      await changePower(api, host, action)
      return { body: { host: host.name, power_action: action } }
    },
  })

/**
 * Servers are kept in mind first: their guests may have been shut down, and they be stopped, by the time the host is off. A host that has not
 * answered may be going down all the same, for this order or an earlier one.
 */
async function changePower({ db, agents, config }: ComputeDeps, host: HostInUse, action: HostPowerAction) {
  const bootId = host.facts.bootId ?? null
  const remembers = action !== 'startup' && bootId !== null && config.resume_guests_state_on_host_boot
  const expected = remembers ? await expectBoot(db, host.id, bootId) : undefined
  try {
    await agents(host.name).command('host-power', newId<string>(), { hostId: host.id, action, bootId })
  } catch (error) {
    if (isUnanswered(error)) throw unansweredBy(host, error)
    if (expected) await expectNoBoot(db, expected)
    throw error
  }
}

const isUnanswered = (error: unknown): error is CloudError =>
  error instanceof CloudError && error.failure.kind === 'unavailable'

/** What `hostUnavailable` keeps from the owners of servers is for those who may do this. */
const unansweredBy = ({ name }: HostInUse, error: CloudError) =>
  unavailable(`Compute host ${name}`, error.failure.detail ?? 'Check its agent, and retry in a minute.', error)

/** What Nova's services listen to; the APIs listen to nothing. */
const topics: Readonly<Record<string, string>> = {
  'nova-compute': 'compute',
  'nova-conductor': 'conductor',
  'nova-scheduler': 'scheduler',
}

/** Hosts, as administrators saw them before there were hypervisors and services. */
export const hostRoutes = [
  route('GET /os-hosts', {
    until,
    rule: 'os_compute_api:os-hosts:list',
    query: { alsoAllowed: /./, parameters: { zone: {} } },
    async handle({ db }, { query }) {
      // A blank zone is any, as in Nova.
      const zone = query.one('zone') || undefined
      const services = (await listServices(db, { zone })).filter(({ enabled }) => enabled)
      return {
        body: {
          hosts: services.flatMap(({ host, binary, zone: of }) => {
            const service = topics[binary]
            return service === undefined ? [] : [{ host_name: host, service, zone: of }]
          }),
        },
      }
    },
  }),
  route('GET /os-hosts/:host', {
    until,
    rule: 'os_compute_api:os-hosts:show',
    async handle(api, context) {
      const host = await hostOf(api, context)
      const projects = await usageByProject(api.db, host.id)
      const used = { vcpus: Number(host.usedVcpus), ramMb: Number(host.usedRamMb), diskGb: Number(host.usedDiskGb) }
      const rows = [
        resource(host, '(total)', host.facts),
        resource(host, '(used_now)', used),
        resource(host, '(used_max)', used),
        ...projects.map((project) => resource(host, project.projectId, project)),
      ]
      return { body: { host: rows } }
    },
  }),
  routeWithBody('PUT /os-hosts/:host', readAs(updateBody), {
    until,
    rule: 'os_compute_api:os-hosts:update',
    async handle(api, context, { status, maintenance_mode }) {
      const host = await hostOf(api, context)
      if (maintenance_mode !== undefined) throw noMaintenance()
      const enabled = status!.toLowerCase() === 'enable'
      await changeService(api.db, host.id, { enabled, disabledReason: null })
      return { body: { host: host.name, status: enabled ? 'enabled' : 'disabled' } }
    },
  }),
  power('startup'),
  power('shutdown'),
  power('reboot'),
]
