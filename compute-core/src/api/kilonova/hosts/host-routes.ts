import { z } from 'zod'
import { hypervisorKeys } from '#domain/host/hypervisor-keys'
import { hostProgress } from '#platform/host-state/host-state'
import { linksSchema } from '#platform/service/links'
import {
  countHeader,
  pageBefore,
  searchParameters,
  termsOf,
  wantsCount,
} from '#platform/service/list-query/list-search'
import { sortOf, sortParameters } from '#platform/service/list-query/list-sort'
import { nextLinks, pageOf, pageParameters } from '#platform/service/page'
import { findHostIdentity, unreportedIdentities } from '#store/host-identity-store'
import { findHostNamed } from '#store/host-queries'
import { countLostDisks } from '#store/lost-disks'
import { hostPage, hypervisorSortKeys } from '#store/host-search'
import { heartbeatOf } from '../../hypervisors/heartbeat.ts'
import { route } from '../../route.ts'
import { forgetHost, forgetUnreportedHost } from '../../services/forget-host.ts'
import { hostInFull } from './host-named.ts'
import { hostDetailSchema, hostSchema, unreportedHostSchema } from './host-schema.ts'
import { viewHost, viewHostInFull, viewUnreported } from './view-host.ts'

const byName = [{ key: 'hypervisor_hostname', direction: 'asc' }] as const

/** Hosts with all that an administrator wants to know of them: OpenStack has it in hypervisors, services, providers and aggregates. */
export const hostRoutes = [
  route('GET /kilonova/hosts', {
    rule: 'kilonova:hosts:list',
    query: {
      parameters: {
        ...pageParameters,
        ...pageBefore,
        ...sortParameters(hypervisorSortKeys),
        ...searchParameters(hypervisorKeys),
      },
    },
    response: z.strictObject({
      hosts: z.array(hostSchema),
      hosts_links: linksSchema.optional(),
      unreported_hosts: z.array(unreportedHostSchema),
    }),
    summary:
      'Lists hosts: hypervisor, service, aggregates, and how much of what they have is taken; by themselves, on every page, the machines that have joined and never reported.',
    async handle(api, context) {
      const page = pageOf(context, api.config.max_limit)
      const { rows, total } = await hostPage(api.db, heartbeatOf(api), {
        ...page,
        terms: termsOf(context, hypervisorKeys),
        order: sortOf(context, byName),
        isCounted: wantsCount(context),
      })
      const ids = rows.map(({ id }) => id)
      const [stocks, unreported] = await Promise.all([api.placement.providers(ids), unreportedIdentities(api.db)])
      const providers = new Map(stocks.map((one) => [one.providerId, one]))
      const hosts = rows.map((host) => viewHost(api, host, providers.get(host.id)))
      const links = nextLinks(context, { name: 'hosts_links', path: '/kilonova/hosts', page, ids })
      return {
        headers: countHeader(total),
        body: { hosts, ...links, unreported_hosts: unreported.map(viewUnreported) },
      }
    },
  }),
  route('GET /kilonova/hosts/:name', {
    rule: 'kilonova:hosts:show',
    response: z.strictObject({ host: hostDetailSchema }),
    summary:
      'Shows a host, with its traits, what its CPU can do, and how far it is with what it has to know of its servers.',
    async handle(api, { params }) {
      const host = await hostInFull(api, params['name']!)
      const [[provider], identity, progress, withoutDisks] = await Promise.all([
        api.placement.providers([host.id]),
        findHostIdentity(api.db, host.name),
        hostProgress(api.db, host.name),
        countLostDisks(api.db, host.id),
      ])
      return { body: { host: viewHostInFull(api, host, provider, { identity, progress, withoutDisks }) } }
    },
  }),
  route('DELETE /kilonova/hosts/:name', {
    rule: 'kilonova:hosts:delete',
    success: 204,
    summary: 'Forgets a host on which no servers are, and a machine that has joined and never reported.',
    async handle(api, { params }) {
      const name = params['name']!
      const host = await findHostNamed(api.db, name)
      await (host ? forgetHost(api, host) : forgetUnreportedHost(api, name))
      return { status: 204 }
    },
  }),
]
