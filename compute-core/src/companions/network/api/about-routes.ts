import { notFound } from '#platform/errors'
import type { NetworkApp } from './network-app.ts'
import { permitAdmin } from './permissions.ts'

const extensions = [
  ['agent', 'agent', 'The agent management extension.'],
  ['availability_zone', 'Availability Zone', 'Availability zones of the network service.'],
  ['binding', 'Port Binding', 'Shows administrators where a port is bound.'],
  ['net-mtu', 'Network MTU', 'Networks have an MTU.'],
  ['net-mtu-writable', 'Network MTU (writable)', 'The MTU of a network can be set.'],
  ['network_availability_zone', 'Network Availability Zone', 'Networks show their availability zones.'],
  ['pagination', 'Pagination support', 'Lists come in pages.'],
  ['port-security', 'Port Security', 'Guests can only send from their own addresses.'],
  ['project-id', 'project_id field enabled', 'project_id stands beside tenant_id.'],
  ['quota_details', 'Quota details', 'Quotas with what is used of them.'],
  ['quotas', 'Quota management support', 'Limits of a project.'],
  ['security-group', 'security-group', 'Every project has its group default.'],
  ['sorting', 'Sorting support', 'Lists can be sorted.'],
  ['standard-attr-description', 'standard-attr-description', 'Resources have a description.'],
  ['standard-attr-revisions', 'Resource revision numbers', 'Resources have a revision number.'],
  ['standard-attr-tag', 'Tag support', 'Resources have tags.'],
  ['standard-attr-timestamp', 'Resource timestamps', 'Resources show when they were made and changed.'],
].map(([alias, name, description]) => ({ alias, name, description, updated: '2026-11-22T00:00:00Z', links: [] }))

/** What this service can do, and where: extensions, availability zones, agents. */
export function addAboutRoutes(app: NetworkApp): void {
  app.get('/v2.0/extensions', (c) => c.json({ extensions }))
  app.get('/v2.0/extensions/:alias', (c) => {
    const extension = extensions.find(({ alias }) => alias === c.req.param('alias'))
    if (!extension) throw notFound('Extension', c.req.param('alias'))
    return c.json({ extension })
  })
  app.get('/v2.0/availability_zones', (c) =>
    c.json({ availability_zones: [{ name: 'nova', resource: 'network', state: 'available' }] }),
  )
  // There are none yet, which is an answer too: clients look here before they offer what goes with them.
  app.get('/v2.0/routers', (c) => c.json({ routers: [] }))
  app.get('/v2.0/floatingips', (c) => c.json({ floatingips: [] }))
  app.get('/v2.0/agents', (c) => {
    permitAdmin(c.get('caller'), 'get_agent')
    return c.json({ agents: [] }) // compute's agents do this work; the service has none of its own
  })
}
