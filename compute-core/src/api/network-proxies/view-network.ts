import type { Fields } from '#platform/service/history'

/** A network as the network service shows it; only what compute reads of it. */
export interface ShownNetwork {
  id: string
  name: string
  project_id: string
  shared: boolean
}

/** What compute knew of networks when it made them itself; the network service tells it none of that. */
const forgotten: Fields = Object.fromEntries(
  `bridge bridge_interface broadcast cidr cidr_v6 created_at deleted deleted_at dhcp_server dhcp_start dns1 dns2 enable_dhcp
  gateway gateway_v6 host injected mtu multi_host netmask netmask_v6 priority project_id rxtx_base share_address updated_at
  vlan vpn_private_address vpn_public_address vpn_public_port`
    .split(/\s+/)
    .map((name) => [name, null]),
)

/** A network as os-networks shows it. */
export const viewNetwork = ({ id, name }: ShownNetwork): Fields => ({ ...forgotten, id, label: name })

/** A network as os-tenant-networks shows it; that its range is the word None is Nova's. */
export const viewTenantNetwork = ({ id, name }: ShownNetwork): Fields => ({ id, label: name, cidr: 'None' })
