import { z } from 'zod'
import { notFound } from '#platform/errors'
import { newId } from '#platform/ids'
import { readAs } from '#platform/service/read-as'
import { deleteNetwork, insertNetwork, updateNetwork } from '../store/network-writes.ts'
import { always, flag, integer, listOf, name, ownerFields, text } from './fields.ts'
import { listAndShow } from './list-and-show.ts'
import { networks, networkView, theZone } from './network-view.ts'
import { oneOrMany, readOneOrMany } from './one-or-many.ts'
import { bestCase, getRow, permitWriting, projectToMakeIn, theOneOf, viewFor } from './resource.ts'
import { revisionWanted } from './revision-constraint.ts'
import { type RequestContext, type Route, routeWithBody, route } from './route.ts'

const updatable = {
  name: name.optional(),
  description: text.optional(),
  shared: flag.optional(),
  // 0 is Neutron's word for the usual one.
  mtu: integer(0, 9216)
    .refine((value) => value === 0 || value >= 576, 'It must be 0 for the usual one, or from 576 to 9216.')
    .transform((value) => (value === 0 ? 1500 : value))
    .optional(),
  admin_state_up: flag.optional(),
  port_security_enabled: flag.optional(),
  'router:external': always(false, 'external networks are not offered.').optional(),
}

const newNetwork = z.strictObject({
  ...updatable,
  ...ownerFields,
  availability_zone_hints: listOf(text, 16).optional(),
})
const changedNetwork = z.strictObject({ network: z.strictObject(updatable) })

/** Networks: a project makes, changes and deletes its own; sharing one is for administrators. */
export const networkRoutes: readonly Route[] = [
  ...listAndShow(networks),
  routeWithBody('POST /v2.0/networks', readOneOrMany('network', 'networks', newNetwork), {
    rule: 'create_network',
    target: bestCase,
    success: 201,
    response: oneOrMany('network', 'networks', networkView),
    summary: 'Makes a network, or several.',
    async handle(deps, context, { items, isMany }) {
      const rows = items.map((item) => plan(context, item))
      await deps.db.transaction().execute(async (tx) => {
        for (const row of rows) await insertNetwork(tx, row)
      })
      const made = []
      for (const { id } of rows) made.push(viewFor(context, networks, await getRow(deps, context, networks, id)))
      return { status: 201, body: isMany ? { networks: made } : { network: made[0] } }
    },
  }),
  routeWithBody('PUT /v2.0/networks/:id', readAs(changedNetwork), {
    rule: 'update_network',
    target: theOneOf(networks),
    response: z.strictObject({ network: networkView }),
    summary: 'Changes a network.',
    async handle(deps, context, { network }) {
      const row = await getRow(deps, context, networks, context.params['id']!)
      permitWriting(context, 'update_network', network, networks.targetOf(row))
      const { 'router:external': _alwaysSo, ...changes } = network
      const revision = revisionWanted(context)
      await deps.db.transaction().execute((tx) => updateNetwork(tx, row.id, changes, revision))
      return { body: { network: viewFor(context, networks, await getRow(deps, context, networks, row.id)) } }
    },
  }),
  route('DELETE /v2.0/networks/:id', {
    rule: 'delete_network',
    target: theOneOf(networks),
    success: 204,
    summary: 'Deletes a network with its subnets, unless a port is on it.',
    async handle(deps, context) {
      const row = await getRow(deps, context, networks, context.params['id']!)
      const revision = revisionWanted(context)
      await deps.db.transaction().execute((tx) => deleteNetwork(tx, row.id, revision))
      return { status: 204 }
    },
  }),
]

/** The row of a new network, once the caller may make it. */
function plan(context: RequestContext, network: z.output<typeof newNetwork>) {
  const { project_id, tenant_id, 'router:external': _alwaysSo, ...attributes } = network
  const projectId = projectToMakeIn(context, project_id ?? tenant_id)
  permitWriting(context, 'create_network', network, { projectId, attributes: { 'network:project_id': projectId } })
  const unknown = attributes.availability_zone_hints?.find((zone) => zone !== theZone)
  if (unknown !== undefined) throw notFound('AvailabilityZone', unknown)
  return { ...attributes, id: newId<string>(), project_id: projectId }
}
