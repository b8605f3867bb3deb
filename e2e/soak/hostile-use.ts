import { lifecycle } from '@kilonova/compute-core/domain/server/lifecycle'
import type { CloudProcess } from '../support/cloud-process.ts'
import { imageAndFlavor } from '../support/api.ts'
import { hostileValues, valueOf } from './hostile-values.ts'
import type { People, Person } from './people.ts'
import type { Chance } from './random.ts'

const services = ['compute', 'identity', 'image', 'network', 'placement'] as const

interface Operation {
  method: string
  path: string
  query: readonly string[]
  body: object | undefined
}

interface Asked {
  method: string
  path: string
  body?: unknown
}

export interface HostileUse {
  /** Sends `count` requests, `atOnce` of them at a time, each by somebody and about something by chance. */
  burst(count: number, atOnce: number): Promise<void>
  /** What was answered so far, by status. */
  answered: Map<number, number>
  /** Answers that no request may have: each with what was asked. */
  faults: string[]
  /** How many requests found nobody listening: some of them are killed away. */
  lost: number
}

/** What may be answered with 5xx: not built (501), busy or waiting for the database or a host (503 with Retry-After), no room (507). */
const isNamed = (response: Response) =>
  response.status === 501 || response.status === 507 || (response.status === 503 && response.headers.has('retry-after'))

/** Everything that the documents of the cloud's services offer, asked for by people of different roles, half of it wrong. */
export async function hostileUse(cloud: CloudProcess, people: People, chance: Chance): Promise<HostileUse> {
  const operations = (await Promise.all(services.map((service) => operationsOf(cloud, service)))).flat()
  const { imageRef, flavorRef } = await imageAndFlavor(people.admin)
  const known: string[] = [imageRef, flavorRef]
  const servers: string[] = []
  const use: HostileUse = { burst, answered: new Map(), faults: [], lost: 0 }

  async function burst(count: number, atOnce: number) {
    let left = count
    const work = async () => {
      while (left-- > 0) await send(chance.one(people.everybody))
    }
    await Promise.all(Array.from({ length: atOnce }, work))
  }

  async function send(person: Person) {
    const asked = chance.onceIn(3) ? aWish() : anOperation(person)
    const method = asked.method
    const headers = {
      'x-auth-token': person.token(),
      'content-type': chance.onceIn(40) ? 'text/plain' : 'application/json',
      'openstack-api-version': `compute ${chance.one(['2.1', '2.53', '2.90', '2.104', 'latest'])}`,
    }
    const body = asked.body === undefined || method === 'GET' ? {} : { body: JSON.stringify(asked.body) }
    try {
      const response = await fetch(cloud.url + asked.path, {
        method,
        headers,
        ...body,
        redirect: 'manual',
        signal: AbortSignal.timeout(60_000),
      })
      await note(person, asked, response)
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError')
        use.faults.push(`${person.name}: ${method} ${asked.path}: no answer after 60 s`)
      use.lost++
    }
  }

  async function note(person: Person, asked: Asked, response: Response) {
    use.answered.set(response.status, (use.answered.get(response.status) ?? 0) + 1)
    const text = await response.text()
    if (response.status >= 500 && !isNamed(response))
      use.faults.push(
        `${person.name}: ${asked.method} ${asked.path} ${JSON.stringify(asked.body)?.slice(0, 2000)}: ${response.status} ${text.slice(0, 300)}`,
      )
    if (asked.method === 'POST' && response.ok) remember(asked, text)
  }

  function remember(asked: Asked, text: string) {
    const id = /"id": ?"([\w-]+)"/.exec(text)?.[1]
    if (id === undefined) return
    const list = asked.path.endsWith('/servers') ? servers : known
    list.push(id)
    if (list.length > 60) list.shift()
  }

  /** What people mostly want: servers that come, change and go. */
  function aWish(): Asked {
    const id = servers.length > 0 ? chance.one(servers) : 'none'
    const path = `/compute/v2.1/servers/${id}`
    if (chance.onceIn(3)) {
      const networks = chance.one(['auto', 'none'])
      const server = { name: chance.one(['web', '💥', 'x'.repeat(255)]), imageRef, flavorRef, networks }
      return { method: 'POST', path: '/compute/v2.1/servers', body: { server } }
    }
    if (chance.onceIn(6)) return { method: 'DELETE', path }
    return { method: 'POST', path: `${path}/action`, body: chance.one(actions(imageRef, flavorRef)) }
  }

  function anOperation(person: Person): Asked {
    const { method, path, query, body } = chance.one(operations.filter((operation) => isHarmless(operation, person)))
    const filled = path.replaceAll(/\{\w+\}/g, () => parameter())
    const search = new URLSearchParams()
    for (const name of query) if (chance.onceIn(4)) search.set(name, String(valueOf({}, chance, known)).slice(0, 2000))
    const asked = { method, path: search.size > 0 ? `${filled}?${search}` : filled }
    return body === undefined ? asked : { ...asked, body: valueOf(body, chance, [...known, ...servers]) }
  }

  const parameter = (): string => {
    if (chance.onceIn(6)) return encodeURIComponent(String(chance.one(hostileValues)).slice(0, 300).toWellFormed())
    return chance.one(chance.onceIn(2) && servers.length > 0 ? servers : known)
  }

  return use
}

/** Each action that the lifecycle table knows, with a body that can be meant. */
const actions = (imageRef: string, flavorRef: string) =>
  Object.values(lifecycle).flatMap(({ wire, sends }: { wire: string | null; sends?: object | null }) =>
    wire === null ? [] : [{ [wire]: sends === undefined ? chosen(wire, imageRef, flavorRef) : sends }],
  )

const chosen = (wire: string, imageRef: string, flavorRef: string): unknown =>
  ({
    reboot: { type: 'HARD' },
    rebuild: { imageRef },
    resize: { flavorRef },
    createImage: { name: 'golden' },
    createBackup: { name: 'nightly', backup_type: 'daily', rotation: 1 },
    changePassword: { adminPass: 'a new password' },
  })[wire] ?? null

/** An administrator looks at everything, and writes to compute only: whoever else writes cannot end the run. */
const isHarmless = ({ method, path }: Operation, { isAdmin }: Person) =>
  !isAdmin || method === 'GET' || path.startsWith('/compute/v2.1/servers')

async function operationsOf(cloud: CloudProcess, service: string): Promise<Operation[]> {
  const response = await fetch(`${cloud.url}/${service}/openapi.json`)
  const { paths } = (await response.json()) as {
    paths: Record<string, Record<string, { parameters: { name: string; in: string }[]; requestBody?: RequestBody }>>
  }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      // A person who changes their password would be signed out for the rest.
      .filter(() => !path.endsWith('/password'))
      .map(([method, { parameters, requestBody }]) => ({
        method: method.toUpperCase(),
        path: `/${service}${path}`,
        query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
        body: requestBody?.content['application/json']?.schema,
      })),
  )
}

interface RequestBody {
  content: Record<string, { schema: object }>
}
