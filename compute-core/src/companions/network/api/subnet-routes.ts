import { z } from 'zod'
import { conflict, invalid } from '#platform/errors'
import { parseAs, readJson } from '#platform/http/read-body'
import { newId } from '#platform/ids'
import { planSubnet } from '../domain/plan-subnet.ts'
import { always, alwaysEmpty, cidr, ipv4, ownerFields, text, uuid } from './fields.ts'
import { addListAndShow } from './list-and-show.ts'
import type { NetworkApp, NetworkOptions } from './network-app.ts'
import { permitOwner, projectToMakeIn } from './permissions.ts'
import { getRow } from './resource.ts'
import { networks, subnets } from './resources.ts'
import { refusedAs, refuseOverQuota, touched } from './write-rows.ts'

const updatable = {
  name: text.optional(),
  description: text.optional(),
  dns_nameservers: z.array(ipv4).max(5).optional(),
  enable_dhcp: always(true, 'guests get their addresses by DHCP.').optional(),
  host_routes: alwaysEmpty('Host routes').optional(),
  service_types: alwaysEmpty('Service types').optional(),
}

const createBody = z.strictObject({
  subnet: z.strictObject({
    ...updatable,
    ...ownerFields,
    network_id: uuid,
    cidr,
    ip_version: z.coerce
      .number()
      .refine((version) => version === 4, 'IPv6 subnets are not offered yet. Use 4.')
      .optional(),
    gateway_ip: ipv4.nullable().optional(),
    allocation_pools: z
      .array(z.strictObject({ start: ipv4, end: ipv4 }))
      .max(16)
      .optional(),
  }),
})
const updateBody = z.strictObject({ subnet: z.strictObject(updatable) })

/** Subnets, each on a network of the project's own. */
export function addSubnetRoutes(app: NetworkApp, options: NetworkOptions): void {
  const { db } = options
  addListAndShow(app, options, subnets)
  app.post('/v2.0/subnets', async (c) => {
    const caller = c.get('caller')
    const { subnet } = parseAs(createBody, await readJson(c))
    const network = await getRow(db, networks, caller, subnet.network_id)
    permitOwner(caller, 'create_subnet', network.project_id)
    const projectId = projectToMakeIn(
      caller,
      'create_subnet',
      subnet.project_id ?? subnet.tenant_id ?? network.project_id,
    )
    if (subnet.gateway_ip === null)
      throw invalid(
        'A subnet without a gateway is not offered yet. Leave gateway_ip out to get the first address.',
        'gateway_ip',
      )
    const plan = planSubnet(subnet.cidr, subnet.gateway_ip, subnet.allocation_pools)
    const id = newId()
    await db.transaction().execute(async (tx) => {
      await refuseOverQuota(tx, 'subnet', projectId)
      await tx
        .insertInto('network.subnet')
        .values({
          id,
          network_id: network.id,
          project_id: projectId,
          name: subnet.name ?? '',
          description: subnet.description ?? '',
          ip_version: 4,
          cidr: plan.cidr,
          gateway_ip: plan.gateway,
          dns_nameservers: subnet.dns_nameservers ?? [],
          allocation_pools: JSON.stringify(plan.pools),
        })
        .execute()
        .catch(refusedAs('overlap', () => overlaps(plan.cidr, network.id)))
    })
    return c.json({ subnet: await getRow(db, subnets, caller, id) }, 201)
  })
  app.put('/v2.0/subnets/:id', async (c) => {
    const caller = c.get('caller')
    const { id, project_id } = await getRow(db, subnets, caller, c.req.param('id'))
    permitOwner(caller, 'update_subnet', project_id)
    const { name, description, dns_nameservers } = parseAs(updateBody, await readJson(c)).subnet
    await db
      .updateTable('network.subnet')
      .set({ name, description, dns_nameservers, ...touched })
      .where('id', '=', id)
      .execute()
    return c.json({ subnet: await getRow(db, subnets, caller, id) })
  })
  app.delete('/v2.0/subnets/:id', async (c) => {
    const { id, project_id } = await getRow(db, subnets, c.get('caller'), c.req.param('id'))
    permitOwner(c.get('caller'), 'delete_subnet', project_id)
    await db
      .deleteFrom('network.subnet')
      .where('id', '=', id)
      .execute()
      .catch(refusedAs('foreign-key', () => inUse(id)))
    return c.body(null, 204)
  })
}

const overlaps = (cidr: string, networkId: string) =>
  invalid(
    `Requested subnet with cidr: ${cidr} for network: ${networkId} overlaps with another subnet. Pick another cidr.`,
    'cidr',
  )

const inUse = (id: string) =>
  conflict(
    `Unable to complete operation on subnet ${id}: One or more ports have an IP allocation from this subnet, which is still in use.`,
    'Delete its servers and ports first.',
  )
