import { z } from 'zod'
import { conflict, forbidden, invalid } from '#platform/errors'
import type { Db } from '#platform/db/database'
import type { Caller } from '#platform/http/caller'
import { parseAs, readJson } from '#platform/http/read-body'
import { newId, type PortId } from '#platform/ids'
import { defaultGroupId } from '../domain/default-group.ts'
import { freeAddress, lockAddresses, refuseAddress, takeAddress, type Address } from '../store/addresses.ts'
import { insertPort } from '../store/insert-port.ts'
import { noAddressLeft } from '../store/plan-ports.ts'
import { always, alwaysEmpty, ipv4, ownerFields, text, uuid } from './fields.ts'
import { addListAndShow } from './list-and-show.ts'
import type { NetworkApp, NetworkOptions } from './network-app.ts'
import { permitAdmin, permitOwner, projectToMakeIn } from './permissions.ts'
import { getRow, type Row } from './resource.ts'
import { networks, ports } from './resources.ts'
import { refuseOverQuota, touched } from './write-rows.ts'

const fixedIps = z.array(z.strictObject({ subnet_id: uuid.optional(), ip_address: ipv4.optional() })).max(5)
type FixedIps = z.output<typeof fixedIps>

const updatable = {
  name: text.optional(),
  description: text.optional(),
  device_id: text.nullable().optional(),
  device_owner: text.nullable().optional(),
  fixed_ips: fixedIps.optional(),
  security_groups: z.array(uuid).optional(),
  admin_state_up: always(true, 'a port is always up.').optional(),
  port_security_enabled: always(true, 'guests can only send from their own addresses.').optional(),
  allowed_address_pairs: alwaysEmpty('Allowed address pairs').optional(),
  extra_dhcp_opts: alwaysEmpty('Extra DHCP options').optional(),
  'binding:vnic_type': z.literal('normal', 'Only normal is offered.').optional(),
}

const mac = z
  .string()
  .regex(/^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/i, 'It must be a unicast MAC address, like fa:16:3e:00:00:01.')

const createBody = z.strictObject({
  port: z.strictObject({ ...updatable, ...ownerFields, network_id: uuid, mac_address: mac.optional() }),
})
const updateBody = z.strictObject({ port: z.strictObject(updatable) })

/** Ports: a project makes them on its own networks and on shared ones; which server has one is for compute to say. */
export function addPortRoutes(app: NetworkApp, options: NetworkOptions): void {
  const { db } = options
  addListAndShow(app, options, ports)
  app.post('/v2.0/ports', async (c) => {
    const caller = c.get('caller')
    const { port } = parseAs(createBody, await readJson(c))
    const network = await getRow(db, networks, caller, port.network_id)
    const projectId = projectToMakeIn(caller, 'create_port', port.project_id ?? port.tenant_id)
    if (port.mac_address !== undefined && network.project_id !== caller.projectId)
      permitAdmin(caller, 'create_port:mac_address')
    refuseDevice(port)
    refuseOtherGroups(projectId, port.security_groups)
    const id = newId<PortId>()
    await db.transaction().execute(async (tx) => {
      await refuseOverQuota(tx, 'port', projectId)
      await insertPort(tx, {
        id,
        network_id: network.id,
        project_id: projectId,
        name: port.name ?? '',
        description: port.description ?? '',
        device_id: port.device_id ?? '',
        device_owner: port.device_owner ?? '',
        ...(port.mac_address !== undefined && { mac_address: port.mac_address }),
      })
      await giveAddresses(tx, id, network.id, port.fixed_ips)
    })
    return c.json({ port: await getRow(db, ports, caller, id) }, 201)
  })
  app.put('/v2.0/ports/:id', async (c) => {
    const caller = c.get('caller')
    const row = await getRow(db, ports, caller, c.req.param('id'))
    permitOwner(caller, 'update_port', row.project_id)
    const { port } = parseAs(updateBody, await readJson(c))
    refuseDevice(port)
    refuseOtherGroups(row.project_id, port.security_groups)
    await db.transaction().execute((tx) => updatePort(tx, caller, row, port))
    return c.json({ port: await getRow(db, ports, caller, row.id) })
  })
  app.delete('/v2.0/ports/:id', async (c) => {
    const row = await getRow(db, ports, c.get('caller'), c.req.param('id'))
    permitOwner(c.get('caller'), 'delete_port', row.project_id)
    const deleted = await db
      .deleteFrom('network.port')
      .where('id', '=', row.id)
      .where('device_owner', 'not like', 'compute:%') // asked here, for the server may have come since
      .executeTakeFirst()
    if (deleted.numDeletedRows === 0n) throw inUse(row)
    return c.body(null, 204)
  })
}

async function updatePort(tx: Db, caller: Caller, row: Row, port: z.output<typeof updateBody>['port']): Promise<void> {
  const { name, description, device_id, device_owner, fixed_ips } = port
  const device = {
    ...(device_id !== undefined && { device_id: device_id ?? '' }),
    ...(device_owner !== undefined && { device_owner: device_owner ?? '' }),
  }
  const needsFree = fixed_ips !== undefined || (Object.keys(device).length > 0 && !caller.isAdmin)
  const updated = await tx
    .updateTable('network.port')
    .set({ name, description, ...device, ...touched })
    .where('id', '=', row.id)
    .$if(needsFree, (query) => query.where('device_owner', 'not like', 'compute:%'))
    .executeTakeFirst()
  if (updated.numUpdatedRows === 0n) throw inUse(row)
  if (fixed_ips === undefined) return
  await tx.deleteFrom('network.port_address').where('port_id', '=', row.id).execute()
  await giveAddresses(tx, row.id, row['network_id'] as string, fixed_ips)
}

/** Gives the port the addresses asked for; not asked, one, where the network has a subnet. */
async function giveAddresses(tx: Db, portId: string, networkId: string, asked: FixedIps | undefined): Promise<void> {
  await lockAddresses(tx, [networkId])
  if (asked) for (const one of asked) await takeAddress(tx, portId, await addressFor(tx, networkId, one))
  else if (await hasSubnet(tx, networkId)) await takeAddress(tx, portId, await addressFor(tx, networkId, {}))
}

async function addressFor(tx: Db, networkId: string, { subnet_id, ip_address }: FixedIps[number]): Promise<Address> {
  if (subnet_id !== undefined && !(await hasSubnet(tx, networkId, subnet_id)))
    throw invalid(`Subnet ${subnet_id} is not on network ${networkId}.`, 'fixed_ips')
  if (ip_address !== undefined) return refuseAddress(tx, networkId, ip_address, subnet_id)
  const free = await freeAddress(tx, networkId, subnet_id)
  if (!free) throw noAddressLeft(networkId)
  return free
}

async function hasSubnet(tx: Db, networkId: string, subnetId?: string): Promise<boolean> {
  const found = await tx
    .selectFrom('network.subnet')
    .select('id')
    .where('network_id', '=', networkId)
    .$if(subnetId !== undefined, (query) => query.where('id', '=', subnetId!))
    .executeTakeFirst()
  return found !== undefined
}

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

const inUse = (row: Row) =>
  conflict(
    `Port ${row.id} is in use by server ${String(row['device_id'])}.`,
    'Delete the server first, and the port is free.',
  )
