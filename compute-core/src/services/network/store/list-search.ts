import { type RawBuilder, sql } from 'kysely'
import {
  any,
  anyElement,
  beginningOfUuid,
  holdsAny,
  type RowSearch,
  type SearchedBy,
  uuidColumn,
} from '#platform/db/search'
import type { networkKeys, portKeys, subnetKeys } from '../domain/list-keys.ts'

const standard = (alias: string) => ({
  name: sql.ref(`${alias}.name`),
  id: uuidColumn(sql.ref(`${alias}.id`)),
  description: sql.ref(`${alias}.description`),
  tag: anyElement(sql.ref(`${alias}.tags`)),
  project: sql.ref(`${alias}.project_id`),
  created: sql.ref(`${alias}.created_at`),
  updated: sql.ref(`${alias}.updated_at`),
})

const textOf = (alias: string): SearchedBy[] => [
  sql.ref(`${alias}.name`),
  sql.ref(`${alias}.description`),
  beginningOfUuid(sql.ref(`${alias}.id`)),
  anyElement(sql.ref(`${alias}.tags`)),
]

const network: SearchedBy = (tests) => any([holdsAny(sql`n.name`, tests), holdsAny(sql`n.id::text`, tests)])

/** Something that belongs to the row, of which one has one of the columns as it is looked for. */
const some =
  (from: RawBuilder<unknown>, columns: readonly RawBuilder<unknown>[]): SearchedBy =>
  (tests) =>
    sql<boolean>`exists (select from ${from} and ${any(columns.map((column) => holdsAny(column, tests)))})`

/** How networks `n` are searched. */
export const networkSearch: RowSearch<typeof networkKeys> = {
  keys: {
    ...standard('n'),
    status: sql`(case when n.admin_state_up then 'ACTIVE' else 'DOWN' end)`,
    shared: sql`n.shared`,
    external: sql`n.router_external`,
    mtu: sql`n.mtu`,
    subnet: some(sql`network.subnet s where s.network_id = n.id`, [sql`s.name`, sql`s.cidr::text`]),
  },
  text: [...textOf('n'), some(sql`network.subnet s where s.network_id = n.id`, [sql`s.cidr::text`])],
}

/** How subnets `s` of networks `n` are searched. */
export const subnetSearch: RowSearch<typeof subnetKeys> = {
  keys: {
    ...standard('s'),
    network,
    cidr: sql`s.cidr::text`,
    gateway: sql`host(s.gateway_ip)`,
    version: sql`s.ip_version`,
    dhcp: sql`s.enable_dhcp`,
  },
  text: [...textOf('s'), sql`s.cidr::text`, sql`host(s.gateway_ip)`],
}

const addresses = sql`network.port_address a where a.port_id = p.id`
const subnets = sql`network.port_address a join network.subnet s on s.id = a.subnet_id where a.port_id = p.id`

/** How ports `p` of networks `n` are searched. */
export const portSearch: RowSearch<typeof portKeys> = {
  keys: {
    ...standard('p'),
    network,
    status: sql`p.status`,
    ip: some(addresses, [sql`host(a.ip_address)`]),
    mac: sql`p.mac_address::text`,
    subnet: some(subnets, [sql`s.name`, sql`s.id::text`]),
    device: sql`p.device_id`,
    owner: sql`p.device_owner`,
    host: sql`p.binding_host`,
  },
  text: [...textOf('p'), some(addresses, [sql`host(a.ip_address)`]), sql`p.mac_address::text`],
}
