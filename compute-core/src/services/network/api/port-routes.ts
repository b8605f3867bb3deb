import { z } from 'zod'
import { conflict, forbidden, invalid } from '#platform/errors'
import { newId, type PortId } from '#platform/ids'
import { readAs } from '#platform/service/read-as'
import { defaultGroupId } from '../domain/default-group.ts'
import { addressFilter, type PortRow } from '../store/port-listing.ts'
import { deletePort, makePort, type PortChange, reservePorts, updatePort } from '../store/port-writes.ts'
import { alwaysEmpty, flag, ipv4, isStorable, macAddress, name, ownerFields, text, uuid } from './fields.ts'
import { listAndShow } from './list-and-show.ts'
import { networks } from './network-view.ts'
import { oneOrMany, readOneOrMany } from './one-or-many.ts'
import { ports, portView } from './port-view.ts'
import { bestCase, getRow, permitWriting, projectToMakeIn, theOneOf, viewFor } from './resource.ts'
import { revisionWanted } from './revision-constraint.ts'
import { type NetworkDeps, type RequestContext, route, type Route, routeWithBody } from './route.ts'

/** Whatever a service wants to keep with a port, within bounds (Neutron's are 4095 characters). */
const bindingProfile = z
  .record(z.string(), z.unknown())
  .nullable()
  .transform((profile) => profile ?? {})
  .refine((profile) => JSON.stringify(profile).length <= 4095, 'It can have 4095 characters at most.')
  .refine((profile) => isStorable(JSON.stringify(profile)), 'It must be text without NUL characters.')

const updatable = {
  name: name.optional(),
  description: text.optional(),
  device_id: text.nullable().optional(),
  device_owner: text.nullable().optional(),
  fixed_ips: z
    .array(z.strictObject({ subnet_id: uuid.optional(), ip_address: ipv4.optional() }))
    .max(5)
    .optional(),
  // null is what was not said.
  security_groups: z
    .array(uuid)
    .nullable()
    .transform((groups) => groups ?? undefined)
    .optional(),
  admin_state_up: flag.optional(),
  port_security_enabled: flag.optional(),
  allowed_address_pairs: alwaysEmpty('Allowed address pairs').optional(),
  extra_dhcp_opts: alwaysEmpty('Extra DHCP options').optional(),
  'binding:vnic_type': z.literal('normal', 'Only normal is offered.').optional(),
  'binding:host_id': text
    .nullable()
    .transform((host) => host ?? '')
    .optional(),
  'binding:profile': bindingProfile.optional(),
}

const newPort = z.strictObject({ ...updatable, ...ownerFields, network_id: uuid, mac_address: macAddress.optional() })
const changedPort = z.strictObject({ port: z.strictObject(updatable) })

const filterValues = {
  fixed_ips: z.string().regex(addressFilter, 'It must be like ip_address=10.64.0.10 or subnet_id=UUID.'),
}

/** Ports: a project makes them on its own networks and on shared ones; which server has one is for compute to say. */
export const portRoutes: readonly Route[] = [
  ...listAndShow(ports, filterValues),
  routeWithBody('POST /v2.0/ports', readOneOrMany('port', 'ports', newPort), {
    rule: 'create_port',
    target: bestCase,
    success: 201,
    response: oneOrMany('port', 'ports', portView),
    summary: 'Makes a port, or several.',
    async handle(deps, context, { items, isMany }) {
      const rows: Awaited<ReturnType<typeof plan>>[] = []
      for (const item of items) rows.push(await plan(deps, context, item))
      await deps.db.transaction().execute(async (tx) => {
        await reservePorts(tx, rows)
        for (const [index, row] of rows.entries()) await makePort(tx, row, items[index]!.fixed_ips)
      })
      const made = []
      for (const { id } of rows) made.push(viewFor(context, ports, await getRow(deps, context, ports, id)))
      return { status: 201, body: isMany ? { ports: made } : { port: made[0] } }
    },
  }),
  routeWithBody('PUT /v2.0/ports/:id', readAs(changedPort), {
    rule: 'update_port',
    target: theOneOf(ports),
    response: z.strictObject({ port: portView }),
    summary: 'Changes a port.',
    async handle(deps, context, { port }) {
      const row = await getRow(deps, context, ports, context.params['id']!)
      const target = ports.targetOf(row)
      const device_owner = port.device_owner ?? row.device_owner
      permitWriting(context, 'update_port', port, { ...target, attributes: { ...target.attributes, device_owner } })
      refuseDevice(port)
      refuseOtherGroups(row.project_id, port.security_groups)
      refuseMoving(row, port['binding:host_id'])
      await deps.db.transaction().execute((tx) => updatePort(tx, row, changeOf(context, row, port)))
      return { body: { port: viewFor(context, ports, await getRow(deps, context, ports, row.id)) } }
    },
  }),
  route('DELETE /v2.0/ports/:id', {
    rule: 'delete_port',
    target: theOneOf(ports),
    success: 204,
    summary: 'Deletes a port; a server that has it loses the card.',
    async handle(deps, context) {
      const row = await getRow(deps, context, ports, context.params['id']!)
      const revision = revisionWanted(context)
      await deps.db.transaction().execute((tx) => deletePort(tx, row.id, revision))
      return { status: 204 }
    },
  }),
]

/** The row of a new port, once the caller may make it. */
async function plan(deps: NetworkDeps, context: RequestContext, port: z.output<typeof newPort>) {
  const network = await getRow(deps, context, networks, port.network_id)
  const projectId = projectToMakeIn(context, port.project_id ?? port.tenant_id)
  const { attributes } = networks.targetOf(network)
  const device_owner = port.device_owner ?? ''
  permitWriting(context, 'create_port', port, { projectId, attributes: { ...attributes, device_owner } })
  refuseDevice(port)
  refuseOtherGroups(projectId, port.security_groups)
  const { port_security_enabled = network.port_security_enabled } = port
  if (!port_security_enabled) refuseGroupsWithoutSecurity(port.security_groups)
  // Neutron's own ports, such as those of routers, are in no group by themselves.
  const inDefaultGroup = port_security_enabled && !device_owner.startsWith('network:')
  return {
    id: newId<PortId>(),
    network_id: network.id,
    project_id: projectId,
    name: port.name ?? '',
    description: port.description ?? '',
    device_id: port.device_id ?? '',
    device_owner,
    admin_state_up: port.admin_state_up ?? true,
    port_security_enabled,
    in_default_group: port.security_groups === undefined ? inDefaultGroup : port.security_groups.length > 0,
    binding_host: port['binding:host_id'] ?? '',
    binding_profile: JSON.stringify(port['binding:profile'] ?? {}),
    ...(port.mac_address !== undefined && { mac_address: port.mac_address }),
  }
}

function changeOf(context: RequestContext, row: PortRow, port: z.output<typeof changedPort>['port']): PortChange {
  const { name, description, device_id, device_owner, fixed_ips: fixedIps, security_groups: groups } = port
  const { admin_state_up, port_security_enabled, 'binding:host_id': host, 'binding:profile': profile } = port
  if (!(port_security_enabled ?? row.port_security_enabled)) {
    refuseGroupsWithoutSecurity(groups)
    if (groups === undefined && row.in_default_group) throw hasGroups()
  }
  const device = {
    ...(device_id !== undefined && { device_id: device_id ?? '' }),
    ...(device_owner !== undefined && { device_owner: device_owner ?? '' }),
  }
  const switches = {
    admin_state_up,
    port_security_enabled,
    ...(groups !== undefined && { in_default_group: groups.length > 0 }),
    ...(admin_state_up === false && { status: 'DOWN' }),
  }
  const binding = {
    ...(host !== undefined && { binding_host: host }),
    ...(profile !== undefined && { binding_profile: JSON.stringify(profile) }),
  }
  return {
    changes: { name, description, ...device, ...switches, ...binding },
    fixedIps,
    needsFree: Object.keys(device).length > 0 && !context.may('context_is_admin'),
    revision: revisionWanted(context),
  }
}

/** Where a server's port is bound follows from where the server is. */
function refuseMoving({ id, device_owner, binding_host }: PortRow, host: string | undefined): void {
  if (host === undefined || host === binding_host || !device_owner.startsWith('compute:')) return
  throw conflict(`Port ${id} is bound to ${binding_host}, where its server is.`, 'Move the server instead.')
}

function refuseGroupsWithoutSecurity(groups: readonly string[] | undefined): void {
  if (groups === undefined || groups.length === 0) return
  throw invalid(
    'Port security must be enabled and port must have an IP address in order to use security groups.',
    'security_groups',
  )
}

const hasGroups = () =>
  conflict(
    'Port has security group associated. Cannot disable port security or IP address until security group is removed.',
    'Set security_groups to [] as well.',
  )

/** A port that says it belongs to a server would be deleted with it: only the cloud itself may say so. */
function refuseDevice({ device_owner }: { device_owner?: string | null | undefined }): void {
  if (/^(compute|network):/.test(device_owner ?? ''))
    throw forbidden(
      `device_owner ${device_owner} is for the cloud to set. Give the port to a server with its create request.`,
    )
}

function refuseOtherGroups(projectId: string, wanted: readonly string[] | undefined): void {
  const other = wanted?.find((id) => id !== defaultGroupId(projectId))
  if (other !== undefined)
    throw invalid(`Security group ${other} does not exist. A project has only its default one yet.`, 'security_groups')
}
