import { type RawBuilder, sql } from 'kysely'
import { defaultGroupWords } from '../domain/default-group.ts'
import { portSearch } from './list-search.ts'
import type { Listing } from './listing.ts'
import {
  booleanColumn,
  constantText,
  standardAttributes,
  standardColumns,
  type StandardRow,
  tagFilters,
  textColumn,
  uuidColumn,
  wordsOf,
} from './standard-attributes.ts'

/** A port with its addresses and with what counts of its network. */
export interface PortRow extends StandardRow {
  network_id: string
  mac_address: string
  admin_state_up: boolean
  status: 'ACTIVE' | 'DOWN' | 'BUILD' | 'ERROR'
  device_id: string
  device_owner: string
  port_security_enabled: boolean
  in_default_group: boolean
  binding_profile: Readonly<Record<string, unknown>>
  fixed_ips: readonly { subnet_id: string; ip_address: string }[]
  binding_host: string
  network_project_id: string
  shared: boolean
  /** Where it was asked for. */
  network_name?: string
}

/** The ports of networks. */
export const portListing: Listing<PortRow> = {
  columns: sql`
    ${standardColumns('p')}, p.network_id, p.mac_address::text as mac_address, p.admin_state_up, p.status, p.device_id,
    p.device_owner, p.port_security_enabled, p.in_default_group, p.binding_host, p.binding_profile, n.project_id as network_project_id, n.shared,
    (select coalesce(jsonb_agg(jsonb_build_object('subnet_id', a.subnet_id, 'ip_address', host(a.ip_address))
      order by a.ip_address), '[]') from network.port_address a where a.port_id = p.id) as fixed_ips`,
  from: sql`network.port p join network.network n on n.id = p.network_id`,
  id: sql`p.id`,
  visibleTo: (projectId) => sql`p.project_id = ${projectId} or n.project_id = ${projectId}`,
  search: portSearch,
  attributes: {
    ...standardAttributes('p'),
    network_id: uuidColumn('p.network_id'),
    mac_address: { kind: 'text', is: sql`p.mac_address::text` },
    admin_state_up: booleanColumn('p.admin_state_up'),
    status: textColumn('p.status'),
    device_id: textColumn('p.device_id'),
    device_owner: textColumn('p.device_owner'),
    port_security_enabled: booleanColumn('p.port_security_enabled'),
    'binding:vnic_type': constantText('normal'),
  },
  filters: {
    ...tagFilters('p'),
    mac_address: (values) => sql`p.mac_address::text = any (${values.map((value) => value.toLowerCase())}::text[])`,
    fixed_ips: (values) => sql`(${sql.join(values.map(hasAddress), sql` and `)})`,
    security_groups: (values) =>
      sql`p.in_default_group and md5(${defaultGroupWords} || p.project_id)::uuid::text = any (${wordsOf(values)}::text[])`,
    'binding:host_id': (values) => sql`p.binding_host = any (${[...values]}::text[])`,
  },
}

/** The same with the names of their networks. */
export const portListingWithNames: Listing<PortRow> = {
  ...portListing,
  columns: sql`${portListing.columns}, n.name as network_name`,
}

/** What a filter by addresses looks like: `ip_address=10.64.0.10`, `ip_address_substr=10.64.`, `subnet_id=` and a UUID. */
export const addressFilter = /^(?:(ip_address|ip_address_substr)=(.*)|(subnet_id)=([0-9a-f-]{36}))$/i

function hasAddress(text: string): RawBuilder<unknown> {
  const [, name, address = '', , subnetId = ''] = addressFilter.exec(text) ?? []
  const some = (condition: RawBuilder<unknown>) =>
    sql`exists (select from network.port_address a where a.port_id = p.id and ${condition})`
  if (name === 'ip_address') return some(sql`host(a.ip_address) = ${address}`)
  if (name === 'ip_address_substr') return some(sql`strpos(host(a.ip_address), ${address}) > 0`)
  return some(sql`a.subnet_id::text = ${subnetId.toLowerCase()}`)
}
