import { z } from 'zod'
import { assertCan } from '#domain/server/lifecycle'
import type { Server } from '#domain/server/server'
import { conflict, invalid } from '#platform/errors'
import { listHostsInUse, zoneExists } from '#store/host-queries'
import type { ActionParams } from '#store/server-jobs'
import type { ComputeDeps } from '../../compute-deps.ts'
import { hostField, nameField } from '#platform/service/fields'
import type { RequestContext } from '../../route.ts'
import { beginServerAction, namesOf, serverAction } from './server-action.ts'

interface Wanted {
  availability_zone?: string | null | undefined
  host?: string | undefined
}

const anything = z.unknown().transform((): Wanted | null => null)
const aZone = z.strictObject({ availability_zone: nameField }).nullable()
const aPlace = z
  .strictObject({ availability_zone: nameField.nullable().optional(), host: hostField.optional() })
  .refine((wanted) => Object.keys(wanted).length > 0, 'Name an availability_zone or a host, or send null.')
  .nullable()

const bodyAt = (context: RequestContext): z.ZodType<Wanted | null> => {
  if (context.since('2.91')) return aPlace
  return context.since('2.77') ? aZone : anything
}

/** Brings a shelved server back: where it is, or on a host chosen anew, in a zone or on a host if one is named. */
export const unshelve = serverAction({
  ...namesOf('unshelve'),
  body: bodyAt,
  async handle(api, context, server, wanted) {
    assertCan(server, 'unshelve', context.caller.isAdmin)
    if (wanted === null) return beginServerAction(api, context, server, 'unshelve')
    if (wanted.host !== undefined) context.permit('os_compute_api:os-shelve:unshelve_to_host', server)
    if (server.vmState !== 'shelved_offloaded') throw hasItsPlace(server)
    return beginServerAction(api, context, server, 'unshelve', await placeFor(api, server, wanted))
  },
})

async function placeFor(
  { db }: ComputeDeps,
  server: Server,
  { availability_zone: zone, host }: Wanted,
): Promise<ActionParams<'unshelve'>> {
  if (zone && !(await zoneExists(db, zone)))
    throw invalid(
      `The requested availability zone ${zone} is not available. Pick one from the list.`,
      'availability_zone',
    )
  const inZone = zone !== undefined && { zone }
  if (host === undefined) return { ...inZone }
  const [found] = await listHostsInUse(db, { name: host })
  if (!found) throw invalid(`Compute host ${host} could not be found. Pick one from the list of hypervisors.`, 'host')
  const bound = zone === undefined ? server.pinnedZone : zone
  if (bound !== null && found.zone !== bound)
    throw conflict(
      `Host ${host} is not in the availability zone ${bound}.`,
      `Name its own zone, ${found.zone}, or null to let the server go anywhere.`,
    )
  return { ...inZone, requestedHost: found.name }
}

const hasItsPlace = ({ id, vmState }: Server) =>
  conflict(
    `Cannot name an availability zone or a host for instance ${id} while it is in vm_state ${vmState}: it has its place still.`,
    'Unshelve it with null, or offload it first.',
  )
