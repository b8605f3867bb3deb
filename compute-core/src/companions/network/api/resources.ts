import { sql, type RawBuilder } from 'kysely'
import { isUuid } from '#platform/ids'
import { invalid } from '#platform/errors'
import { defaultGroupWords } from '../domain/default-group.ts'
import type { Resource } from './resource.ts'

const instant = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`

/** What all of Neutron's resources have. */
const standard = (alias: string) => sql`
  ${sql.ref(`${alias}.id`)}, ${sql.ref(`${alias}.name`)}, ${sql.ref(`${alias}.description`)},
  ${sql.ref(`${alias}.project_id`)}, ${sql.ref(`${alias}.project_id`)} as tenant_id,
  to_jsonb(${sql.ref(`${alias}.tags`)}) as tags, ${sql.ref(`${alias}.revision_number`)},
  ${instant(`${alias}.created_at`)} as created_at, ${instant(`${alias}.updated_at`)} as updated_at`

const standardAttributes = {
  id: 'uuid',
  name: 'text',
  description: 'text',
  project_id: 'text',
  tenant_id: 'text',
  revision_number: 'integer',
  created_at: 'text',
  updated_at: 'text',
} as const

const tagFilters: Resource['otherFilters'] = {
  tags: (values) => sql`v.tags ?& ${words(values)}::text[]`,
  'tags-any': (values) => sql`v.tags ?| ${words(values)}::text[]`,
  'not-tags': (values) => sql`not v.tags ?& ${words(values)}::text[]`,
  'not-tags-any': (values) => sql`not v.tags ?| ${words(values)}::text[]`,
}

const words = (values: readonly string[]) => values.flatMap((value) => value.split(','))

/** Networks, as Neutron shows them. */
export const networks: Resource = {
  collection: 'networks',
  singular: 'network',
  noun: 'Network',
  table: 'network.network',
  canBeShared: true,
  hidden: ['visible_to_all'],
  view: () => sql`
    select ${standard('n')}, n.admin_state_up, 'ACTIVE' as status, n.shared, n.router_external as "router:external",
      n.mtu, n.port_security_enabled, (n.shared or n.router_external) as visible_to_all,
      to_jsonb(array(select s.id from network.subnet s where s.network_id = n.id order by s.created_at, s.id)) as subnets,
      '[]'::jsonb as availability_zone_hints, '["nova"]'::jsonb as availability_zones,
      null::text as ipv4_address_scope, null::text as ipv6_address_scope, null::text as qos_policy_id
    from network.network n`,
  attributes: {
    ...standardAttributes,
    admin_state_up: 'boolean',
    status: 'text',
    shared: 'boolean',
    'router:external': 'boolean',
    mtu: 'integer',
    port_security_enabled: 'boolean',
  },
  otherFilters: tagFilters,
}

/** Subnets, as Neutron shows them. */
export const subnets: Resource = {
  collection: 'subnets',
  singular: 'subnet',
  noun: 'Subnet',
  table: 'network.subnet',
  canBeShared: true,
  hidden: ['visible_to_all'],
  view: () => sql`
    select ${standard('s')}, s.network_id, s.ip_version, s.cidr::text as cidr, host(s.gateway_ip) as gateway_ip, s.enable_dhcp,
      to_jsonb(array(select host(dns) from unnest(s.dns_nameservers) dns)) as dns_nameservers, s.allocation_pools, s.host_routes,
      null::text as ipv6_ra_mode, null::text as ipv6_address_mode, null::text as subnetpool_id, '[]'::jsonb as service_types,
      (select n.shared or n.router_external from network.network n where n.id = s.network_id) as visible_to_all
    from network.subnet s`,
  attributes: {
    ...standardAttributes,
    network_id: 'uuid',
    ip_version: 'integer',
    cidr: 'text',
    gateway_ip: 'text',
    enable_dhcp: 'boolean',
    subnetpool_id: 'text',
    ipv6_ra_mode: 'text',
    ipv6_address_mode: 'text',
  },
  otherFilters: tagFilters,
}

/** Ports, as Neutron shows them; where a port is bound is for administrators. */
export const ports: Resource = {
  collection: 'ports',
  singular: 'port',
  noun: 'Port',
  table: 'network.port',
  canBeShared: false,
  hidden: [],
  view: (caller) => sql`
    select ${standard('p')}, p.network_id, p.mac_address::text as mac_address, p.admin_state_up, p.status, p.device_id,
      p.device_owner, p.port_security_enabled,
      (select coalesce(jsonb_agg(jsonb_build_object('subnet_id', a.subnet_id, 'ip_address', host(a.ip_address))
        order by a.ip_address), '[]') from network.port_address a where a.port_id = p.id) as fixed_ips,
      jsonb_build_array(md5(${defaultGroupWords} || p.project_id)::uuid) as security_groups,
      '[]'::jsonb as allowed_address_pairs, '[]'::jsonb as extra_dhcp_opts, null::text as qos_policy_id,
      'normal' as "binding:vnic_type"${
        caller.isAdmin
          ? sql`, p.binding_host as "binding:host_id", '{}'::jsonb as "binding:profile", '{}'::jsonb as "binding:vif_details",
      case when p.binding_host = '' then 'unbound' else 'bridge' end as "binding:vif_type"`
          : sql``
      }
    from network.port p`,
  attributes: {
    ...standardAttributes,
    network_id: 'uuid',
    mac_address: 'text',
    admin_state_up: 'boolean',
    status: 'text',
    device_id: 'text',
    device_owner: 'text',
    port_security_enabled: 'boolean',
    'binding:vnic_type': 'text',
  },
  otherFilters: {
    ...tagFilters,
    mac_address: (values) => sql`v.mac_address = any (${values.map((value) => value.toLowerCase())}::text[])`,
    fixed_ips: (values) => sql`(${sql.join(values.map(fixedIpFilter), sql` and `)})`,
    security_groups: (values) => sql`v.security_groups ?| ${words(values)}::text[]`,
    // For administrators only in the view; asked for by anybody else it finds nothing.
    'binding:host_id': (values) => sql`to_jsonb(v) ->> 'binding:host_id' = any (${[...values]}::text[])`,
  },
}

function fixedIpFilter(text: string): RawBuilder<unknown> {
  const [, name, value = ''] = /^(ip_address|subnet_id|ip_address_substr)=(.*)$/.exec(text) ?? []
  const some = (condition: RawBuilder<unknown>) =>
    sql`exists (select from jsonb_array_elements(v.fixed_ips) ip where ${condition})`
  if (name === 'ip_address') return some(sql`ip ->> 'ip_address' = ${value}`)
  if (name === 'ip_address_substr') return some(sql`strpos(ip ->> 'ip_address', ${value}) > 0`)
  if (name === 'subnet_id' && isUuid(value)) return some(sql`ip ->> 'subnet_id' = ${value}`)
  throw invalid(
    `Invalid input for fixed_ips. '${text}' is not like ip_address=10.64.0.10 or subnet_id=UUID.`,
    'fixed_ips',
  )
}
