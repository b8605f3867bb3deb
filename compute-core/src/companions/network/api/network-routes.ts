import { z } from 'zod'
import { conflict } from '#platform/errors'
import { parseAs, readJson } from '#platform/http/read-body'
import { newId } from '#platform/ids'
import { alwaysEmpty, always, flag, ownerFields, text } from './fields.ts'
import { addListAndShow } from './list-and-show.ts'
import type { NetworkApp, NetworkOptions } from './network-app.ts'
import { permitAdmin, permitOwner, projectToMakeIn } from './permissions.ts'
import { getRow } from './resource.ts'
import { networks } from './resources.ts'
import { refusedAs, refuseOverQuota, touched } from './write-rows.ts'

const updatable = {
  name: text.optional(),
  description: text.optional(),
  shared: flag.optional(),
  mtu: z.int().min(576).max(9216).optional(),
  admin_state_up: always(true, 'a network is always up.').optional(),
  port_security_enabled: always(true, 'guests can only send from their own addresses.').optional(),
  'router:external': always(false, 'external networks are not offered.').optional(),
}

const createBody = z.strictObject({
  network: z.strictObject({
    ...updatable,
    ...ownerFields,
    availability_zone_hints: alwaysEmpty('Availability zone hints').optional(),
  }),
})
const updateBody = z.strictObject({ network: z.strictObject(updatable) })

/** Networks: a project makes, changes and deletes its own; sharing one is for administrators. */
export function addNetworkRoutes(app: NetworkApp, options: NetworkOptions): void {
  const { db } = options
  addListAndShow(app, options, networks)
  app.post('/v2.0/networks', async (c) => {
    const caller = c.get('caller')
    const { network } = parseAs(createBody, await readJson(c))
    const { project_id, tenant_id, name = '', description = '', shared = false, mtu = 1500 } = network
    const projectId = projectToMakeIn(caller, 'create_network', project_id ?? tenant_id)
    if (shared) permitAdmin(caller, 'create_network:shared')
    const id = newId()
    await db.transaction().execute(async (tx) => {
      await refuseOverQuota(tx, 'network', projectId)
      await tx
        .insertInto('network.network')
        .values({ id, project_id: projectId, name, description, shared, mtu })
        .execute()
    })
    return c.json({ network: await getRow(db, networks, caller, id) }, 201)
  })
  app.put('/v2.0/networks/:id', async (c) => {
    const caller = c.get('caller')
    const { id, project_id } = await getRow(db, networks, caller, c.req.param('id'))
    permitOwner(caller, 'update_network', project_id)
    const { name, description, shared, mtu } = parseAs(updateBody, await readJson(c)).network
    if (shared !== undefined) permitAdmin(caller, 'update_network:shared')
    await db
      .updateTable('network.network')
      .set({ name, description, shared, mtu, ...touched })
      .where('id', '=', id)
      .execute()
    return c.json({ network: await getRow(db, networks, caller, id) })
  })
  app.delete('/v2.0/networks/:id', async (c) => {
    const { id, project_id } = await getRow(db, networks, c.get('caller'), c.req.param('id'))
    permitOwner(c.get('caller'), 'delete_network', project_id)
    await db
      .deleteFrom('network.network')
      .where('id', '=', id)
      .execute()
      .catch(refusedAs('foreign-key', () => inUse(id)))
    return c.body(null, 204)
  })
}

const inUse = (id: string) =>
  conflict(
    `Unable to complete operation on network ${id}. There are one or more ports still in use on the network.`,
    'Delete its servers and ports first.',
  )
