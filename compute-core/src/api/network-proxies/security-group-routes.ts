import type { Fields } from '#platform/service/history'
import type { ComputeDeps } from '../compute-deps.ts'
import { limitValue } from '#platform/service/fields'
import { callPeer } from '../peer-service.ts'
import type { QueryRule } from '#platform/service/query-rule'
import { type RequestContext, route } from '../route.ts'

const until = '2.35'

interface ShownRule {
  id: string
  security_group_id: string
  direction: 'ingress' | 'egress'
  protocol: string | null
  port_range_min: number | null
  port_range_max: number | null
  remote_ip_prefix: string | null
  remote_group_id: string | null
  ethertype: 'IPv4' | 'IPv6'
}

/** A security group as the network service shows it. */
export interface ShownGroup {
  id: string
  name: string
  description: string
  project_id: string
  security_group_rules: ShownRule[]
}

const listQuery: QueryRule = {
  alsoAllowed: /./,
  parameters: { limit: { value: limitValue }, offset: { value: limitValue }, all_tenants: {} },
}

/** A group as compute shows it: of its rules only those for what comes in, others it never knew. */
export const viewGroup = (group: ShownGroup): Fields => ({
  id: group.id,
  name: group.name,
  description: group.description,
  tenant_id: group.project_id,
  rules: group.security_group_rules.filter(({ direction }) => direction === 'ingress').map(viewRule),
})

function viewRule(rule: ShownRule): Fields {
  const [from, to] = portsOf(rule)
  const anywhere = rule.ethertype === 'IPv6' ? '::/0' : '0.0.0.0/0'
  return {
    id: rule.id,
    parent_group_id: rule.security_group_id,
    ip_protocol: rule.protocol,
    from_port: from,
    to_port: to,
    group: {},
    ip_range: rule.remote_group_id === null ? { cidr: rule.remote_ip_prefix ?? anywhere } : {},
  }
}

/** A rule for all of a protocol named all of its ports. */
function portsOf({ protocol, port_range_min: min, port_range_max: max }: ShownRule) {
  if (protocol === null || min !== null || max !== null) return [min, max]
  return /^(tcp|udp)$/i.test(protocol) ? [1, 65_535] : [-1, -1]
}

async function listGroups({ peers }: ComputeDeps, context: RequestContext): Promise<Fields[]> {
  const input = await callPeer(peers.network, context, { line: 'GET /v2.0/security-groups' })
  const skipped = Number(context.query.one('offset') ?? 0)
  const limit = context.query.one('limit')
  const groups = (input as { security_groups: ShownGroup[] }).security_groups
  return groups.slice(skipped, limit === undefined ? undefined : skipped + Number(limit)).map(viewGroup)
}

/** Security groups, as compute answered for the network service until people asked it themselves. */
export const securityGroupProxyRoutes = [
  route('GET /os-security-groups', {
    until,
    query: listQuery,
    rule: 'os_compute_api:os-security-groups:get',
    handle: async (api, context) => ({ body: { security_groups: await listGroups(api, context) } }),
  }),
  route('GET /os-security-groups/:group', {
    until,
    query: { alsoAllowed: /./ },
    rule: 'os_compute_api:os-security-groups:show',
    async handle({ peers }, context) {
      const id = context.params['group']!
      const request = {
        line: `GET /v2.0/security-groups/${encodeURIComponent(id)}`,
        about: { what: 'Security group', id },
      }
      const input = await callPeer(peers.network, context, request)
      return { body: { security_group: viewGroup((input as { security_group: ShownGroup }).security_group) } }
    },
  }),
]
