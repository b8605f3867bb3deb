import { z } from 'zod'
import { notFound } from '#platform/errors'
import { isUuid } from '#platform/ids'
import { ipAvailabilities, type NetworkAvailability, type SubnetAvailability } from '../store/ip-availability.ts'
import { fieldsParameter } from './list-and-show.ts'
import { onlyFields } from './resource.ts'
import { route, type Route } from './route.ts'

const details = z.strictObject({
  total_ips_in_subnet: z.int(),
  total_ips_in_allocation_pool: z.int(),
  used_ips_in_subnet: z.int(),
  used_ips_in_allocation_pool: z.int(),
})

/** How many addresses of a network are taken, as the API shows it. */
const ipAvailabilityView = z.strictObject({
  network_id: z.string(),
  network_name: z.string(),
  project_id: z.string(),
  tenant_id: z.string(),
  total_ips: z.int(),
  used_ips: z.int(),
  ip_availability_details: details,
  subnet_ip_availability: z.array(
    z.strictObject({
      subnet_id: z.string(),
      subnet_name: z.string(),
      ip_version: z.literal([4, 6]),
      cidr: z.string(),
      total_ips: z.int(),
      used_ips: z.int(),
      ip_availability_details: details,
    }),
  ),
})

export type IpAvailabilityView = z.output<typeof ipAvailabilityView>

const filters = ['network_id', 'network_name', 'project_id', 'tenant_id'] as const

/** How many addresses of networks are taken, for administrators and services. */
export const ipAvailabilityRoutes: readonly Route[] = [
  route('GET /v2.0/network-ip-availabilities', {
    rule: 'get_network_ip_availability',
    query: {
      closedSince: '2.0',
      parameters: {
        ...Object.fromEntries(filters.map((name) => [name, { narrows: name }])),
        ip_version: { summary: 'Only networks with a subnet of this version, and of them only such subnets.' },
        ...fieldsParameter,
      },
    },
    response: z.strictObject({ network_ip_availabilities: z.array(ipAvailabilityView) }),
    summary: 'Lists how many addresses of each network are taken.',
    async handle({ db }, context) {
      const { query } = context
      const versions = query.all('ip_version')
      const found = (await ipAvailabilities(db))
        .map(({ subnets, ...network }) => ({
          ...network,
          subnets: subnets.filter(({ ip_version }) => versions.length === 0 || versions.includes(String(ip_version))),
        }))
        .filter(({ subnets }) => subnets.length > 0)
        .map(view)
        .filter((network) => filters.every((name) => !query.has(name) || query.all(name).includes(network[name])))
      return {
        isPartial: query.has('fields'),
        body: { network_ip_availabilities: found.map((network) => onlyFields(network, context)) },
      }
    },
  }),
  route('GET /v2.0/network-ip-availabilities/:network_id', {
    rule: 'get_network_ip_availability',
    query: { parameters: fieldsParameter },
    response: z.strictObject({ network_ip_availability: ipAvailabilityView }),
    summary: 'Shows how many addresses of a network are taken.',
    async handle({ db }, context) {
      const id = context.params['network_id']!
      const [found] = isUuid(id) ? await ipAvailabilities(db, id) : []
      if (!found) throw notFound('Network', id)
      return {
        isPartial: context.query.has('fields'),
        body: { network_ip_availability: onlyFields(view(found), context) },
      }
    },
  }),
]

function view({ subnets, ...network }: NetworkAvailability): IpAvailabilityView {
  return {
    ...network,
    tenant_id: network.project_id,
    ...counts(subnets),
    subnet_ip_availability: subnets.map((subnet) => ({
      subnet_id: subnet.subnet_id,
      subnet_name: subnet.subnet_name,
      ip_version: subnet.ip_version,
      cidr: subnet.cidr,
      ...counts([subnet]),
    })),
  }
}

function counts(subnets: readonly SubnetAvailability[]) {
  const sum = (name: 'totalInSubnet' | 'totalInPools' | 'usedInSubnet' | 'usedInPools') =>
    subnets.reduce((total, subnet) => total + subnet[name], 0)
  return {
    total_ips: sum('totalInPools'),
    used_ips: sum('usedInSubnet'),
    ip_availability_details: {
      total_ips_in_subnet: sum('totalInSubnet'),
      total_ips_in_allocation_pool: sum('totalInPools'),
      used_ips_in_subnet: sum('usedInSubnet'),
      used_ips_in_allocation_pool: sum('usedInPools'),
    },
  }
}
