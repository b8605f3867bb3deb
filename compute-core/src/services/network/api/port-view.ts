import { z } from 'zod'
import { defaultGroupId } from '../domain/default-group.ts'
import { portKeys } from '../domain/list-keys.ts'
import { portListing, portListingWithNames, type PortRow } from '../store/port-listing.ts'
import { listingByParameter, namesParameter } from './asked-for.ts'
import type { Resource } from './resource.ts'
import { standardFields, standardView } from './standard-view.ts'

/** A port as the API shows it; where it is bound is for administrators and services. */
export const portView = z.strictObject({
  ...standardView,
  network_id: z.string(),
  mac_address: z.string(),
  admin_state_up: z.boolean(),
  status: z.enum(['ACTIVE', 'DOWN', 'BUILD', 'ERROR']),
  device_id: z.string(),
  device_owner: z.string(),
  port_security_enabled: z.boolean(),
  fixed_ips: z.array(z.strictObject({ subnet_id: z.string(), ip_address: z.string() })),
  security_groups: z.array(z.string()),
  allowed_address_pairs: z.array(z.never()),
  extra_dhcp_opts: z.array(z.never()),
  qos_policy_id: z.null(),
  'binding:vnic_type': z.literal('normal'),
  'binding:host_id': z.string().optional(),
  'binding:profile': z.record(z.string(), z.unknown()).optional(),
  'binding:vif_details': z.strictObject({}).optional(),
  'binding:vif_type': z.enum(['unbound', 'bridge']).optional(),
  /** With `kilonova:names`. */
  'kilonova:network_name': z.string().optional(),
})

export type PortView = z.output<typeof portView>

const view = (row: PortRow): PortView => ({
  ...standardFields(row),
  network_id: row.network_id,
  mac_address: row.mac_address,
  admin_state_up: row.admin_state_up,
  status: row.status,
  device_id: row.device_id,
  device_owner: row.device_owner,
  port_security_enabled: row.port_security_enabled,
  fixed_ips: [...row.fixed_ips],
  security_groups: row.in_default_group ? [defaultGroupId(row.project_id)] : [],
  allowed_address_pairs: [],
  extra_dhcp_opts: [],
  qos_policy_id: null,
  'binding:vnic_type': 'normal',
  'binding:host_id': row.binding_host,
  'binding:profile': { ...row.binding_profile },
  'binding:vif_details': {},
  'binding:vif_type': row.binding_host === '' ? 'unbound' : 'bridge',
  ...(row.network_name !== undefined && { 'kilonova:network_name': row.network_name }),
})

/** Ports. */
export const ports: Resource<PortRow> = {
  collection: 'ports',
  singular: 'port',
  noun: 'Port',
  listing: listingByParameter(namesParameter, portListing, () => portListingWithNames),
  parameters: namesParameter,
  keys: portKeys,
  targetOf: (row) => ({
    projectId: row.project_id,
    attributes: {
      shared: row.shared,
      'network:project_id': row.network_project_id,
      device_owner: row.device_owner,
    },
  }),
  view,
  viewSchema: portView,
}
