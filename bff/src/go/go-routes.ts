import { quoted } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import { Hono } from 'hono'
import { z } from 'zod'
import { cloudClient, type CloudClient, type ServiceName } from '../cloud/cloud-client.ts'
import { administrationOf, listProjects, rolesOnSystem } from '../cloud/projects.ts'
import { Refusal } from '../cloud/refusal.ts'
import type { BffEnv } from '../request/bff-env.ts'
import { query } from '../request/read-input.ts'

/**
 * Something that was found: what it is, and in which project its page is; '' where its page is among the administrator's. Of a key pair
 * there the id is `<user>/<name>`.
 */
export interface Found {
  kind: Kind
  id: string
  name: string
  projectId: string
  /** What the project is called that it belongs to, where that is not the person's to know otherwise. */
  ofProject: string | null
  /** Its status as its service has it, and its addresses: they tell it from others of its name. */
  status: string | null
  addresses: string[]
  /** Whether its id, name or address is what was looked for, and not just a part of it. */
  isExact: boolean
}

/** As a service has it: with the server that it is the port of, and the project that it belongs to. */
interface FoundIn extends Found {
  serverId: string | null
  ownerId: string | null
}

type ProjectsKind = 'server' | 'image' | 'server-group' | 'key-pair' | 'network' | 'port'
type Kind = ProjectsKind | 'host' | 'project' | 'user' | 'group' | 'role' | 'flavor' | 'aggregate'

type Row = Record<string, unknown>

interface Thing extends Row {
  id: string
  name: string
}

interface Place {
  kind: Kind
  service: ServiceName
  /** The path of the list, with what keeps it to the project of the token. */
  path: string
  /** The list in the response. */
  list: string
  /** What in a row of it is the thing, where it is not the row itself. */
  thingIn?: (row: Row) => Thing
  /** The service does not search it, and gives all there are. */
  isWhole?: true
  /** What else of it may have been looked for. */
  words?: (thing: Thing) => string[]
}

const addressesOf = ({ addresses = {} }: Thing) =>
  Object.values(addresses as Record<string, { addr: string }[]>).flatMap((list) => list.map(({ addr }) => addr))

/** Where things are looked for, the likeliest first. */
const places: readonly Place[] = [
  { kind: 'server', service: 'compute', path: '/servers/detail?', list: 'servers', words: addressesOf },
  { kind: 'image', service: 'image', path: '/images?', list: 'images' },
  { kind: 'network', service: 'network', path: '/networks?kilonova:own=true&', list: 'networks' },
  {
    kind: 'port',
    service: 'network',
    path: '/ports?kilonova:own=true&',
    list: 'ports',
    words: ({ fixed_ips: addresses = [], mac_address: mac }) => [
      ...(addresses as { ip_address: string }[]).map(({ ip_address }) => ip_address),
      String(mac),
    ],
  },
  { kind: 'server-group', service: 'compute', path: '/os-server-groups?', list: 'server_groups' },
  {
    kind: 'key-pair',
    service: 'compute',
    path: '/os-keypairs?',
    list: 'keypairs',
    // A name is all the id that there is.
    thingIn: ({ keypair }) => ({ ...(keypair as Thing), id: (keypair as Thing).name }),
    words: ({ fingerprint }) => [String(fingerprint)],
  },
]

/** What keeps each list to the project of the token, left out: for administrators. */
const ofAll: Readonly<Record<ProjectsKind, string>> = {
  server: '/servers/detail?all_tenants=true&',
  image: '/images?visibility=all&',
  network: '/networks?',
  port: '/ports?',
  'server-group': '/os-server-groups?all_projects=true&',
  'key-pair': '/os-keypairs?kilonova:all_users=true&kilonova:details=true&',
}

interface AnyKeyPair extends Thing {
  user_id: string
}

const allOf = (kind: ProjectsKind): Place => {
  const place = places.find((one) => one.kind === kind)!
  if (kind !== 'key-pair') return { ...place, path: ofAll[kind] }
  const thingIn = ({ keypair }: Row) => {
    const pair = keypair as AnyKeyPair
    return { ...pair, id: `${pair.user_id}/${pair.name}` }
  }
  return { ...place, path: ofAll[kind], thingIn }
}

const ofIdentity = (kind: 'project' | 'user' | 'group' | 'role'): Place => ({
  kind,
  service: 'identity',
  path: `/${kind}s?`,
  list: `${kind}s`,
  ...(kind === 'user' ? { words: ({ email }) => (typeof email === 'string' ? [email] : []) } : {}),
})

/** Where administrators look: among the things of all projects, and what is of none. */
const administratorsPlaces: readonly Place[] = [
  allOf('server'),
  ofIdentity('project'),
  ofIdentity('user'),
  {
    kind: 'host',
    service: 'compute',
    path: '/kilonova/hosts?',
    list: 'hosts',
    // Its page, its hypervisor and its service go by its name.
    thingIn: (row) => ({ ...(row as Thing), id: (row as Thing).name, uuid: row['id'] }),
    words: ({ uuid, host_ip: address }) => [uuid, address].filter((word) => typeof word === 'string'),
  },
  { kind: 'flavor', service: 'compute', path: '/flavors/detail?is_public=none&', list: 'flavors' },
  allOf('image'),
  allOf('network'),
  {
    kind: 'aggregate',
    service: 'compute',
    // There are few of them: the list is whole, and what does not match is left out here.
    path: '/os-aggregates?',
    list: 'aggregates',
    isWhole: true,
    thingIn: (row) => ({ ...(row as Thing), id: String(row['id']) }),
    words: ({ uuid }) => [String(uuid)],
  },
  ofIdentity('group'),
  allOf('server-group'),
  allOf('port'),
  allOf('key-pair'),
  ofIdentity('role'),
]

/** In how many projects at most is looked: more than people have, fewer than would be felt. */
const mostProjects = 60
const ofEach = 6
const mostFound = 40
/** How many projects are looked through at once. */
const atOnce = 4

const goQuery = z.strictObject({
  q: z.string().trim().min(1, 'Say what to look for: an id, a name or an address.').max(255),
  /** The project that is looked through first; with `only`, the only one. */
  project: z.string().optional(),
  only: z.enum(['1']).optional(),
  /** Who asks looks at the whole cloud: what is found is shown on the administrator's pages. */
  admin: z.enum(['1']).optional(),
})

/**
 * Finds a thing by its id, name or address, those that are exactly meant first: of people in each of their projects; of who sees the whole
 * cloud in all of it at once, and in the project that they are in, so that nothing of it is lost among the others. What is in a project of the
 * person has its page there, unless they look at the whole cloud.
 */
export const goRoutes = new Hono<BffEnv>().get('/', query(goQuery), async (c) => {
  const { q, project: first, only, admin } = c.req.valid('query')
  const { person, personCloud, scopedTokens, deps } = c.var
  const origin = new URL(c.req.url).origin
  const mine = await listProjects(personCloud)
  const seesCloud = !only && administrationOf(mine, await rolesOnSystem(personCloud)) !== undefined
  const isOfCloud = seesCloud && admin !== undefined
  const found: Found[] = []
  const waiting = (isOfCloud ? [] : mine)
    .filter(({ id }) => !(only || seesCloud) || id === first)
    .toSorted((a, b) => Number(b.id === first) - Number(a.id === first))
    .slice(0, mostProjects)
  const isInProject = waiting.length > 0
  const look = async () => {
    for (let project = waiting.shift(); project; project = waiting.shift()) {
      const session = await scopedTokens.sessionIn(personCloud, person, project.id).catch(ignoreGone)
      if (!session) continue
      const there = await foundIn(places, cloudClient(deps.cloud, origin, session.token), project.id, q)
      // The image service shows administrators every image wherever they ask.
      const here = there.filter(({ kind, ownerId }) => kind !== 'image' || ownerId === null || ownerId === project.id)
      found.push(...(seesCloud ? here : there).map((one) => plain(one)))
    }
  }
  const lookEverywhere = async () => {
    if (!seesCloud) return
    const session = await scopedTokens.sessionAsAdmin(personCloud, person)
    const cloud = cloudClient(deps.cloud, origin, session.token)
    const everywhere = await foundIn(administratorsPlaces, cloud, '', q)
    const own = new Set(isOfCloud ? [] : mine.map(({ id }) => id))
    const placed = everywhere
      // Their key pairs are found with the project that they are in.
      .filter(({ id }) => !isInProject || !id.startsWith(`${person.user.id}/`))
      .map((one) => ({ ...one, projectId: own.has(one.ownerId ?? '') ? one.ownerId! : '' }))
    const ofOthers = placed.filter(({ projectId }) => projectId === '')
    const names = await projectNames(cloud, ofOthers)
    found.push(...placed.map((one) => plain(one, one.projectId === '' ? names.get(one.ownerId ?? '') : null)))
  }
  await Promise.all([lookEverywhere(), ...Array.from({ length: atOnce }, look)])
  return c.json({
    found: best(found, first),
    isWhole: seesCloud || mine.length <= mostProjects || only !== undefined,
  })
})

/** A project may have been closed to somebody since their projects were listed. */
function ignoreGone(error: unknown): undefined {
  if (!(error instanceof Refusal) || error.body.status >= 500) throw error
}

/** The names of the projects that these belong to. */
async function projectNames(cloud: CloudClient, found: readonly FoundIn[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(found.flatMap(({ ownerId }) => (ownerId === null ? [] : [ownerId])))]
  if (ids.length === 0) return new Map()
  const query = new URLSearchParams({ 'kilonova:q': `id:${ids.join(',')}`, limit: String(ids.length) })
  const { projects } = await cloud.read<{ projects: Thing[] }>('identity', `/projects?${query}`)
  return new Map(projects.map(({ id, name }) => [id, name]))
}

/** As it is answered. */
const plain = (
  { serverId: _serverId, ownerId: _ownerId, ...found }: FoundIn,
  ofProject: string | null = null,
): Found => ({
  ...found,
  ofProject,
})

async function foundIn(where: readonly Place[], cloud: CloudClient, projectId: string, q: string): Promise<FoundIn[]> {
  const search = new URLSearchParams({ 'kilonova:q': quoted(q), limit: String(ofEach) })
  const found = await Promise.all(
    where.map(async ({ kind, service, path, list, isWhole, thingIn, words }) => {
      const asked = isWhole ? path : `${path}${search}`
      const body = await cloud.read<Record<string, Row[]>>(service, asked).catch(noneIfRefused)
      const all = (body?.[list] ?? []).map((row) => {
        const thing = thingIn?.(row) ?? (row as Thing)
        return view(kind, thing, words?.(thing) ?? [], projectId, q)
      })
      return isWhole ? all.filter((one) => isMeant(one, q)).slice(0, ofEach) : all
    }),
  )
  return found.flat().map((one) => lessThanItsServer(one, found.flat()))
}

/** Each address of a server is that of a port, too: who looks for it means the server. */
function lessThanItsServer(one: FoundIn, all: readonly FoundIn[]): FoundIn {
  const isItsServer = ({ kind, id, isExact }: Found) => kind === 'server' && id === one.serverId && isExact
  return { ...one, isExact: one.isExact && !all.some(isItsServer) }
}

/** Whether what is looked for is a part of what it is called, or the beginning of its id. */
const isMeant = ({ name, id, addresses }: Found, q: string) =>
  name.toLowerCase().includes(q.toLowerCase()) || [id, ...addresses].some((word) => word.startsWith(q.toLowerCase()))

/** A word that one service cannot look for is no reason to find nothing in the others. */
function noneIfRefused(error: unknown): undefined {
  if (!(error instanceof Refusal) || error.body.status >= 500) throw error
}

function view(
  kind: Kind,
  { id, name, status, device_id, ...thing }: Thing,
  words: string[],
  projectId: string,
  q: string,
): FoundIn {
  const wanted = q.toLowerCase()
  return {
    kind,
    id,
    name: name || id,
    projectId,
    status: typeof status === 'string' ? status : null,
    addresses: words,
    ofProject: null,
    serverId: kind === 'port' && typeof device_id === 'string' ? device_id : null,
    ownerId: ownerIn(kind, thing),
    isExact: [id, name, ...words].some((word) => word?.toLowerCase() === wanted),
  }
}

/** The project that it belongs to, as its service says it; what is of identity, and what all have, belongs to none. */
function ownerIn(kind: Kind, { project_id: project, tenant_id: tenant, owner, visibility }: Row): string | null {
  if (kind === 'project' || kind === 'user' || visibility === 'public') return null
  return [project, tenant, owner].find((id): id is string => typeof id === 'string' && id !== '') ?? null
}

/** Each thing once – what is shared is found in every project –, the exactly meant first, then as they were found. */
function best(found: readonly Found[], first: string | undefined): Found[] {
  const inFirst = found
    .toSorted((a, b) => Number(b.projectId !== '') - Number(a.projectId !== ''))
    .toSorted((a, b) => Number(b.projectId === first) - Number(a.projectId === first))
  const once = [...new Map(inFirst.toReversed().map((one) => [`${one.kind} ${one.id}`, one])).values()].toReversed()
  return once.toSorted((a, b) => Number(b.isExact) - Number(a.isExact)).slice(0, mostFound)
}
