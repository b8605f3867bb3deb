import { z } from 'zod'
import { notFound } from '#platform/errors'
import { theZone } from './network-view.ts'
import { route, type Route } from './route.ts'

const extensions = [
  ['agent', 'agent', 'The agent management extension.'],
  ['availability_zone', 'Availability Zone', 'Availability zones of the network service.'],
  ['binding', 'Port Binding', 'Administrators see and set where a port is bound.'],
  ['net-mtu', 'Network MTU', 'Networks have an MTU.'],
  ['net-mtu-writable', 'Network MTU (writable)', 'The MTU of a network can be set.'],
  ['network-ip-availability', 'Network IP Availability', 'How many addresses of a network are taken.'],
  [
    'network-ip-availability-details',
    'Network IP Availability details',
    'The same of the whole subnet and of its allocation pools.',
  ],
  [
    'network_availability_zone',
    'Network Availability Zone',
    'Networks show their availability zones, and take hints of one.',
  ],
  ['pagination', 'Pagination support', 'Lists come in pages.'],
  [
    'port-security',
    'Port Security',
    'Guests can only send from their own addresses, unless a port or its network says otherwise.',
  ],
  ['project-id', 'project_id field enabled', 'project_id stands beside tenant_id.'],
  ['quota_details', 'Quota details', 'Quotas with what is used of them.'],
  ['quota-check-limit', 'Quota engine limit check', 'A limit below what is used can be refused.'],
  ['quotas', 'Quota management support', 'Limits of a project.'],
  [
    'revision-if-match',
    'If-Match constraints based on revision_number',
    'What has changed since it was read is not written.',
  ],
  ['security-group', 'security-group', 'Every project has its group default.'],
  ['sorting', 'Sorting support', 'Lists can be sorted.'],
  [
    'security-groups-rules-belongs-to-default-sg',
    'Security group rules of the default group',
    'Rules say whether their group is the default one.',
  ],
  ['standard-attr-description', 'standard-attr-description', 'Resources have a description.'],
  ['standard-attr-revisions', 'Resource revision numbers', 'Resources have a revision number.'],
  ['subnet-external-network', 'Subnet of an external network', 'Subnets say whether their network is external.'],
  ['standard-attr-tag', 'Tag support', 'Resources have tags.'],
  ['standard-attr-timestamp', 'Resource timestamps', 'Resources show when they were made and changed.'],
].map(([alias, name, description]) => ({ alias, name, description, updated: '2026-11-22T00:00:00Z', links: [] }))

const extensionView = z.strictObject({
  alias: z.string(),
  name: z.string(),
  description: z.string(),
  updated: z.string(),
  links: z.array(z.never()),
})

export type ExtensionView = z.output<typeof extensionView>

const zoneView = z.strictObject({ name: z.string(), resource: z.literal('network'), state: z.literal('available') })

/** What this service can do, and where: extensions, availability zones, agents. */
export const aboutRoutes: readonly Route[] = [
  route('GET /v2.0/extensions', {
    response: z.strictObject({ extensions: z.array(extensionView) }),
    summary: 'Lists the extensions that are there.',
    handle: async () => ({ body: { extensions } }),
  }),
  route('GET /v2.0/extensions/:alias', {
    response: z.strictObject({ extension: extensionView }),
    summary: 'Shows an extension.',
    async handle(_deps, { params }) {
      const extension = extensions.find(({ alias }) => alias === params['alias'])
      if (!extension) throw notFound('Extension', params['alias']!)
      return { body: { extension } }
    },
  }),
  route('GET /v2.0/availability_zones', {
    rule: 'get_availability_zone',
    response: z.strictObject({ availability_zones: z.array(zoneView) }),
    summary: 'Lists the availability zones.',
    handle: async () => ({
      body: { availability_zones: [{ name: theZone, resource: 'network', state: 'available' }] },
    }),
  }),
  // There are none yet, which is an answer too: clients look here before they offer what goes with them.
  route('GET /v2.0/routers', {
    rule: 'get_router',
    response: z.strictObject({ routers: z.array(z.never()) }),
    summary: 'Lists the routers: there are none yet.',
    handle: async () => ({ body: { routers: [] } }),
  }),
  route('GET /v2.0/floatingips', {
    rule: 'get_floatingip',
    response: z.strictObject({ floatingips: z.array(z.never()) }),
    summary: 'Lists the floating addresses: there are none yet.',
    handle: async () => ({ body: { floatingips: [] } }),
  }),
  route('GET /v2.0/agents', {
    response: z.strictObject({ agents: z.array(z.never()) }),
    summary: 'Lists the agents of the service: there are none, the agents of compute do this work.',
    handle: async () => ({ body: { agents: [] } }),
  }),
]
