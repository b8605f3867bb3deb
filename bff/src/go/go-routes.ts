import { quoted } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import { Hono } from 'hono'
import { z } from 'zod'
import { cloudClient, type CloudClient, type ServiceName } from '../cloud/cloud-client.ts'
import { listProjects } from '../cloud/projects.ts'
import { Refusal } from '../cloud/refusal.ts'
import type { BffEnv } from '../request/bff-env.ts'
import { query } from '../request/read-input.ts'
import { isAdmin } from '../request/session.ts'

/** Something that was found: what it is, and in which project its page is; '' for what only administrators have a page of. */
export interface Found {
  kind: Kind
  id: string
  name: string
  projectId: string
  /** Its status as its service has it, and its addresses: they tell it from others of its name. */
  status: string | null
  addresses: string[]
  /** Whether its id, name or address is what was looked for, and not just a part of it. */
  isExact: boolean
}

/** As a service has it: with the server that it is the port of. */
interface FoundIn extends Found {
  serverId: string | null
}

type Kind = 'server' | 'image' | 'server-group' | 'key-pair' | 'network' | 'port' | 'host'

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
  /** What else of it may have been looked for. */
  words?: (thing: Thing) => string[]
}

const addressesOf = ({ addresses = {} }: Thing) =>
  Object.values(addresses as Record<string, { addr: string }[]>).flatMap((list) => list.map(({ addr }) => addr))

/** Where things are looked for, the likeliest first. */
const places: readonly Place[] = [
  { kind: 'server', service: 'compute', path: '/servers/detail?', list: 'servers', words: addressesOf },
  { kind: 'image', service: 'image', path: '/images?', list: 'images' },
  { kind: 'network', service: 'network', path: '/networks?', list: 'networks' },
  {
    kind: 'port',
    service: 'network',
    path: '/ports?',
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

/** Where administrators look besides: what is of no project. */
const administratorsPlaces: readonly Place[] = [
  {
    kind: 'host',
    service: 'compute',
    path: '/kilonova/hosts?',
    list: 'hosts',
    // Its page, its hypervisor and its service go by its name.
    thingIn: (row) => ({ ...(row as Thing), id: (row as Thing).name, uuid: row['id'] }),
    words: ({ uuid, host_ip: address }) => [uuid, address].filter((word) => typeof word === 'string'),
  },
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
})

/** Finds a thing by its id, name or address in all projects of the person, and for administrators in the cloud; those that are exactly meant first. */
export const goRoutes = new Hono<BffEnv>().get('/', query(goQuery), async (c) => {
  const { q, project: first, only } = c.req.valid('query')
  const { person, personCloud, scopedTokens, deps } = c.var
  const origin = new URL(c.req.url).origin
  const mine = await listProjects(personCloud)
  const projects = mine
    .filter(({ id }) => !only || id === first)
    .toSorted((a, b) => Number(b.id === first) - Number(a.id === first))
    .slice(0, mostProjects)
  const found: Found[] = []
  const waiting = [...projects]
  const look = async () => {
    for (let project = waiting.shift(); project; project = waiting.shift()) {
      const session = await scopedTokens.sessionIn(personCloud, person, project.id).catch(ignoreGone)
      if (session) found.push(...(await foundIn(places, cloudClient(deps.cloud, origin, session.token), project.id, q)))
    }
  }
  const lookAsAdmin = async () => {
    if (only || !mine.some(isAdmin)) return
    const session = await scopedTokens.sessionAsAdmin(personCloud, person)
    found.push(...(await foundIn(administratorsPlaces, cloudClient(deps.cloud, origin, session.token), '', q)))
  }
  await Promise.all([lookAsAdmin(), ...Array.from({ length: atOnce }, look)])
  return c.json({ found: best(found, first), isWhole: mine.length <= mostProjects || only !== undefined })
})

/** A project may have been closed to somebody since their projects were listed. */
function ignoreGone(error: unknown): undefined {
  if (!(error instanceof Refusal) || error.body.status >= 500) throw error
}

async function foundIn(where: readonly Place[], cloud: CloudClient, projectId: string, q: string): Promise<Found[]> {
  const search = new URLSearchParams({ 'kilonova:q': quoted(q), limit: String(ofEach) })
  const found = await Promise.all(
    where.map(async ({ kind, service, path, list, thingIn, words }) => {
      const body = await cloud.read<Record<string, Row[]>>(service, `${path}${search}`).catch(noneIfRefused)
      return (body?.[list] ?? []).map((row) => {
        const thing = thingIn?.(row) ?? (row as Thing)
        return view(kind, thing, words?.(thing) ?? [], projectId, q)
      })
    }),
  )
  return found.flat().map((one) => lessThanItsServer(one, found.flat()))
}

/** Each address of a server is that of a port, too: who looks for it means the server. */
function lessThanItsServer(one: FoundIn, all: readonly FoundIn[]): Found {
  const { serverId, ...found } = one
  const isItsServer = ({ kind, id, isExact }: Found) => kind === 'server' && id === serverId && isExact
  return { ...found, isExact: found.isExact && !all.some(isItsServer) }
}

/** A word that one service cannot look for is no reason to find nothing in the others. */
function noneIfRefused(error: unknown): undefined {
  if (!(error instanceof Refusal) || error.body.status >= 500) throw error
}

function view(
  kind: Kind,
  { id, name, status, device_id }: Thing,
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
    serverId: kind === 'port' && typeof device_id === 'string' ? device_id : null,
    isExact: [id, name, ...words].some((word) => word?.toLowerCase() === wanted),
  }
}

/** Each thing once – what is shared is found in every project –, the exactly meant first, then as they were found. */
function best(found: readonly Found[], first: string | undefined): Found[] {
  const inFirst = found.toSorted((a, b) => Number(b.projectId === first) - Number(a.projectId === first))
  const once = [...new Map(inFirst.toReversed().map((one) => [`${one.kind} ${one.id}`, one])).values()].toReversed()
  return once.toSorted((a, b) => Number(b.isExact) - Number(a.isExact)).slice(0, mostFound)
}
