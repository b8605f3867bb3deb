import { notFound } from '#platform/errors'
import type { Caller } from '#platform/http/caller'
import { defaultGroupId, derivedId } from '../domain/default-group.ts'
import type { NetworkApp } from './network-app.ts'

/**
 * The project's group `default`, to be read only. It says what is so today: everything goes in and out, and only packets with an
 * address that is not the guest's own are dropped.
 */
export function addSecurityGroupRoutes(app: NetworkApp): void {
  app.get('/v2.0/security-groups', (c) => {
    const wanted = { id: c.req.queries('id'), name: c.req.queries('name'), project: c.req.queries('project_id') }
    const groups = groupsOf(c.get('caller'), wanted.project).filter(
      (group) =>
        (wanted.id?.includes(group.id) ?? true) &&
        (wanted.name?.includes(group.name) ?? true) &&
        (wanted.project?.includes(group.project_id) ?? true),
    )
    return c.json({ security_groups: groups })
  })
  app.get('/v2.0/security-groups/:id', (c) => {
    const group = groupsOf(c.get('caller')).find(({ id }) => id === c.req.param('id'))
    if (!group) throw notFound('SecurityGroup', c.req.param('id'))
    return c.json({ security_group: group })
  })
  app.get('/v2.0/security-group-rules', (c) =>
    c.json({ security_group_rules: groupsOf(c.get('caller')).flatMap((group) => group.security_group_rules) }),
  )
}

/** The group of the caller's project, and to an administrator those of the projects that are asked about. */
const groupsOf = ({ projectId, isAdmin }: Caller, asked: readonly string[] = []) =>
  [...new Set([...(projectId === null ? [] : [projectId]), ...(isAdmin ? asked : [])])].map(defaultGroup)

function defaultGroup(projectId: string) {
  const id = defaultGroupId(projectId)
  const shared = { project_id: projectId, tenant_id: projectId, revision_number: 1, tags: [], ...since }
  return {
    id,
    name: 'default',
    description: 'Everything goes in and out; only what a guest sends under an address not its own is dropped.',
    stateful: true,
    shared: false,
    ...shared,
    security_group_rules: (['egress', 'ingress'] as const).map((direction) => ({
      id: derivedId(`${direction} ${id}`),
      security_group_id: id,
      direction,
      ethertype: 'IPv4',
      protocol: null,
      port_range_min: null,
      port_range_max: null,
      remote_ip_prefix: null,
      remote_group_id: null,
      remote_address_group_id: null,
      description: '',
      ...shared,
    })),
  }
}

const since = { created_at: '2026-11-22T00:00:00Z', updated_at: '2026-11-22T00:00:00Z' }
