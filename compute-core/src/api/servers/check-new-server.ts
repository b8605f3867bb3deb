import type { Flavor } from '#domain/flavor/flavor'
import { embedded } from '#domain/flavor/flavor'
import { misfit } from '#domain/flavor/image-fit'
import { guestOptions } from '#domain/guest-options/guest-options'
import type { ImageSummary } from '#services/image/image-service'
import { invalid } from '#platform/errors'
import type { FlavorId, ImageId, ProjectId, ServerGroupId } from '#platform/ids'
import { findFlavor } from '#store/flavor-store'
import { zoneExists, listHostsInUse } from '#store/host-queries'
import type { KeyPair } from '#store/key-pair-store'
import { findServerGroup } from '#store/server-group-store'
import type { ImageChoice } from '#store/server-jobs'
import type { ComputeDeps } from '../compute-deps.ts'
import type { RequestContext } from '../route.ts'
import { checkSecurityGroups } from '../server-security-groups/groups-of.ts'
import { checkLocalDisks } from './check-local-disks.ts'
import { choiceOf, imageFor, keyFor } from './find-named.ts'
import { refuseUnverifiable } from './refuse-unverifiable.ts'
import type { NewServerRequest } from './read-new-server.ts'

/** What a request names that decides where its servers can run; without an image it is any. */
export interface CheckedPlacement<Image = ImageSummary | undefined> {
  flavor: Flavor
  image: Image
  zone: string | null
  requestedHost: string | undefined
  groupId: ServerGroupId | null
}

/** What a request for servers names, looked up and found to fit together. */
export interface CheckedServer extends CheckedPlacement<ImageSummary> {
  imageChoice: ImageChoice
  key: KeyPair | undefined
}

/** What of a request decides where its servers can run: they are written with this, and the scheduler reads nothing else. */
export const placedBy = (
  { hints }: Pick<NewServerRequest, 'hints'>,
  { flavor, image, zone, groupId }: CheckedPlacement,
) => ({
  flavor: embedded(flavor satisfies Flavor),
  imageProperties: image?.properties ?? {},
  pinnedZone: zone,
  schedulerHints: hints,
  serverGroupId: groupId,
})

/** Refuses now what the flow would refuse later, so that the caller hears of it at once. */
export async function checkNewServer(
  api: ComputeDeps,
  context: RequestContext,
  request: NewServerRequest,
  projectId: ProjectId,
): Promise<CheckedServer> {
  const [placement, key] = await Promise.all([
    checkPlacement(api, context, request, { image: imageFor(api, context, request.imageId as ImageId) }),
    request.server.key_name === undefined ? undefined : keyFor(api, context.caller.userId, request.server.key_name),
  ])
  const { flavor, image, options } = placement
  checkLocalDisks(flavor, options, request)
  if (request.server.trusted_image_certificates) context.permit('os_compute_api:servers:create:trusted_certs')
  refuseUnverifiable(image, request.server.trusted_image_certificates)
  if (flavor.diskGb === 0) context.permit('os_compute_api:servers:create:zero_disk_flavor')
  const groupNames = request.server.security_groups?.map(({ name = 'default' }) => name) ?? []
  await checkSecurityGroups(api, context, projectId, groupNames)
  await api.networks.check(projectId, request.networks)
  const imageChoice = await choiceOf(api, context, image, { projectId })
  return { ...placement, imageChoice, key }
}

type PlacementAsked = Pick<NewServerRequest, 'hints'> & {
  server: Pick<NewServerRequest['server'], 'availability_zone' | 'host' | 'hypervisor_hostname'> & {
    flavorRef?: string | undefined
  }
}

/** What is known of a request before it is looked up. */
interface Known<Image> {
  /** It is being looked up already. */
  image: Promise<Image>
  flavor?: Flavor | undefined
  /** Whether the caller may name a host because nothing but an answer comes of it. */
  mayNameHost?: boolean
}

/** Looks up what decides where servers can run, or refuses what no host could ever run. */
export async function checkPlacement<Image extends ImageSummary | undefined>(
  api: ComputeDeps,
  context: RequestContext,
  request: PlacementAsked,
  known: Known<Image>,
) {
  const [flavor, image, place, groupId] = await Promise.all([
    known.flavor ?? flavorFor(api, context, request.server.flavorRef as FlavorId),
    known.image,
    placeFor(api, context, request, known.mayNameHost),
    groupFor(api, context, request.hints['group']),
  ])
  const why = image && misfit(flavor, image)
  if (why) throw invalid(why, 'flavorRef')
  const options = guestOptions({ flavor, imageProperties: image?.properties ?? {} })
  return { flavor, image, ...place, groupId, options }
}

/** The flavor that a request names, when the caller may have it. */
export async function flavorFor({ db }: ComputeDeps, { caller }: RequestContext, id: FlavorId): Promise<Flavor> {
  const flavor = await findFlavor(db, id, caller.seesAll ? 'any' : { projectId: caller.projectId })
  if (!flavor) throw invalid(`Flavor ${id} could not be found. Pick one from the list of flavors.`, 'flavorRef')
  if (flavor.disabled) throw invalid(`Flavor ${flavor.name} is disabled. Pick another one.`, 'flavorRef')
  return flavor
}

/** The server group of hint `group`, or a 400; of a list nothing is looked up, as Nova has it. */
async function groupFor({ db }: ComputeDeps, { caller }: RequestContext, hint: unknown): Promise<ServerGroupId | null> {
  if (typeof hint !== 'string') return null
  const group = await findServerGroup(db, hint)
  if (!group || !(caller.seesAll || group.projectId === caller.projectId))
    throw invalid(`Server group ${hint} could not be found. Pick one from the list of server groups.`, 'group')
  return group.id
}

interface Place {
  zone: string | null
  requestedHost: string | undefined
}

/** A zone, `zone:host:node` or a host of its own: only administrators may name a host. */
async function placeFor(
  api: ComputeDeps,
  context: RequestContext,
  { server }: Pick<PlacementAsked, 'server'>,
  mayNameHost = false,
): Promise<Place> {
  const [zone, zoneHost, zoneNode, ...rest] = (server.availability_zone ?? '').split(':')
  if (rest.length > 0) throw invalid('An availability_zone is ZONE, ZONE:HOST, ZONE::NODE or ZONE:HOST:NODE.')
  const fromZone = zoneHost || zoneNode
  const asked = server.host ?? server.hypervisor_hostname
  if (fromZone && !mayNameHost) context.permit('os_compute_api:servers:create:forced_host')
  if (asked !== undefined && !mayNameHost) context.permit('compute:servers:create:requested_destination')
  if (asked !== undefined && fromZone)
    throw invalid('Name the host once: in host, or in availability_zone.', 'availability_zone')
  if (zone && !(await zoneExists(api.db, zone)))
    throw invalid(`The requested availability zone ${zone} is not available.`, 'availability_zone')
  const host = await hostFor(api, asked ?? (fromZone || undefined), server.hypervisor_hostname ?? zoneNode)
  // Who forces a host gets it, and its own zone: another one before the colon means nothing, as in Nova.
  return { zone: (fromZone ? host?.zone : zone) || null, requestedHost: host?.name }
}

async function hostFor({ db }: ComputeDeps, name: string | undefined, node: string | undefined) {
  if (name === undefined) return undefined
  const [host] = await listHostsInUse(db, { name })
  // A host and its hypervisor have one name here.
  if (!host || (node && node !== host.name)) throw invalid(`Compute host ${node || name} could not be found.`, 'host')
  return host
}
