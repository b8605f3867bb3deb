import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Database } from '#platform/db/database'
import type { CloudEnv } from '#platform/http/openstack-app'
import { readRulesOf } from '#platform/service/default-checks'
import type { RequestContext, Route } from '#platform/service/route'
import type { ServiceDefinition } from '#platform/service/service-definition'
import { documentationSuite } from './documentation-suite.ts'
import {
  fingerprintButForAudit,
  fingerprintOf,
  oddPathsOf,
  type RawServer,
  rawServer,
  withOddNames,
} from './odd-paths.ts'
import { readCsv } from './read-csv.ts'

const referenceFolder = join(import.meta.dirname, '../../reference')

/** A request to a service, as a test writes it. */
export interface ServiceRequest {
  /** `GET /v3/projects?name=x`: behind the service's own prefix. */
  line: string
  /** The token; `admin` unless said otherwise, empty for none. */
  as?: string
  body?: unknown
  headers?: Readonly<Record<string, string>>
}

export interface ServiceResponse {
  status: number
  headers: Headers
  // What a service answers with is what these tests find out.
  body: any // oxlint-disable-line typescript/no-explicit-any
}

/**
 * A service with something of everything in it. Tokens: `admin`, `member` and `reader` of one project, `other` (a member of another
 * project), `roleless` (of the first project, without a role), `systemReader` (who has the role reader on the whole system).
 */
export interface ServiceWorld extends AsyncDisposable {
  app: Hono<CloudEnv>
  db: Database
  /** Sends a request; `requestOver` makes it from an app. */
  request(request: ServiceRequest): Promise<ServiceResponse>
  /**
   * The parameters of a route's path so that it names something of the member's project; called before each request, so that what a
   * request deletes can be made again.
   */
  paramsOf(at: string): Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>
  /** A body that the route `at` (`POST /v3/projects`) takes, every writable attribute in it; new each time. */
  bodyOf(at: string): unknown
  /** The query that a route cannot do without. */
  queryOf?(at: string): string
}

/** What a test of a service needs to know besides its definition. Every exception has its reason, and fails when it is no longer one. */
export interface ServiceCase {
  // Any service: the suite asks nothing about what it stands on.
  definition: ServiceDefinition<any, any> // oxlint-disable-line typescript/no-explicit-any
  makeWorld(): Promise<ServiceWorld>
  /** Rows of the reference that are not answered: `POST /v3/groups` → why. */
  unanswered: Readonly<Record<string, string>>
  /** Routes that the reference does not have: why they are here. */
  ours?: Readonly<Record<string, string>>
  /** What stands in front of the reference's paths here. */
  referencePrefix?: string
  /** Paths of the reference that stand for several here: `/v2.0/{resource_type}/{resource_id}/tags`. */
  spelledOut?: Readonly<Record<string, readonly string[]>>
  /** Bodies may have fields that the service does not know (Keystone). */
  takesExtraFields?: boolean
  /** Routes that do not behave as all others under one of the headings below: heading → route → why. */
  except?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Fields of response samples that our answers do not have: `links.next` or `GET /v3/x: field` → why. */
  missingFields?: Readonly<Record<string, string>>
}

type AnyRoute = Route<never, string>

/** `app` where it belongs. */
const mounted = (app: Hono<CloudEnv>, name: string) => new Hono({ strict: false }).route(`/${name}`, app)

/** A request function over an app that is mounted at `/<name>`. */
export const requestOver = (app: Hono<CloudEnv>, name: string, versionHeader?: string) => {
  const cloud = mounted(app, name)
  return async ({ line, as = 'admin', body, headers = {} }: ServiceRequest): Promise<ServiceResponse> => {
    const [method, path] = line.split(/ (.*)/) as [string, string]
    const response = await cloud.request(`http://cloud.test/${name}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(as !== '' && { 'x-auth-token': as }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(versionHeader !== undefined && { 'openstack-api-version': versionHeader }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = (response.headers.get('content-type') ?? '').includes('json') && text !== ''
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
  }
}

const at = ({ method, path }: AnyRoute) => `${method} ${path}`
const plain = (path: string) => path.replaceAll(/\{[^}]+\}|:\w+/g, '{}').replace(/(?<=.)\/$/, '')
const isWriting = ({ method }: AnyRoute) => method !== 'GET'

/** Everything that a service's tables promise, as tests. */
export function serviceSuite(what: ServiceCase): void {
  const { definition, except = {} } = what
  const { name } = definition
  const routes = definition.routes as readonly AnyRoute[]
  const newest = routes.filter(({ until }) => until === definition.versions.max)
  const isExcepted = (heading: string, route: AnyRoute) => Object.hasOwn(except[heading] ?? {}, at(route))
  let world: ServiceWorld
  beforeAll(async () => {
    world = await what.makeWorld()
  }, 60_000)
  afterAll(() => world?.[Symbol.asyncDispose]())

  /** The request line of a route, with parameters that name something there. */
  async function lineOf(
    route: AnyRoute,
    query = world.queryOf?.(at(route)) ?? '',
    params?: Readonly<Record<string, string>>,
  ) {
    const values = params ?? (await world.paramsOf(at(route)))
    const path = route.path.replaceAll(/:(\w+)/g, (_, param: string) => encodeURIComponent(values[param] ?? 'none'))
    return `${route.method} ${path}${query === '' ? '' : `?${query}`}`
  }

  /** Tests `list`, but for those that `heading` excepts; of these it must be true that they behave otherwise. */
  function each(heading: string, list: readonly AnyRoute[], holds: (route: AnyRoute) => Promise<void>): void {
    describe(`${heading}`, () => {
      const named = (wanted: boolean) =>
        list.filter((route) => isExcepted(heading, route) === wanted).map((route) => [at(route), route] as const)
      test.each(named(false))('%s', async (_at, route) => {
        await expect(holds(route)).resolves.toBeUndefined()
      })
      test.each(named(true))('%s is an exception', async (_at, route) => {
        await expect(holds(route), 'take it off the exceptions').rejects.toThrow(/./)
      })
      test('the exceptions are routes that there are, and have their reasons', () => {
        for (const [line, reason] of Object.entries(except[heading] ?? {})) {
          expect(list.map(at)).toContain(line)
          expect(reason).toMatch(/\w+ \w+/)
        }
      })
    })
  }

  /** The rows of the reference, each with a path that a route here may have. */
  const referenceRows = () =>
    readCsv(join(referenceFolder, `${name}-endpoints.csv`)).flatMap((row) =>
      (what.spelledOut?.[row['path']!] ?? [row['path']!]).map((path) => ({ ...row, path })),
    ) as Readonly<Record<string, string>>[]

  describe('the reference', () => {
    const rows = referenceRows().map((row) => ({
      ...row,
      name: `${row['method']} ${row['path']}`,
      key: `${row['method'] === 'HEAD' ? 'GET' : row['method']} ${plain((what.referencePrefix ?? '') + row['path']!)}`,
    }))
    const answered = new Set(routes.map(({ method, path }) => `${method} ${plain(path)}`))

    test('every row is answered, or its reason is known', () => {
      const open = rows.filter((row) => !answered.has(row.key) && !Object.hasOwn(what.unanswered, row.name))
      expect([...new Set(open.map((row) => row.name))]).toEqual([])
    })

    test('what is not answered stands in the reference, has a reason, and is not answered', () => {
      const keys = new Map(rows.map((row) => [row.name, row.key]))
      for (const [line, reason] of Object.entries(what.unanswered)) {
        expect([...keys.keys()]).toContain(line)
        expect(reason).toMatch(/\w+ \w+/)
        expect({ line, isAnswered: answered.has(keys.get(line)!) }).toEqual({ line, isAnswered: false })
      }
    })

    test('every route stands in the reference, or its reason is known', () => {
      const known = new Set(rows.map((row) => row.key))
      const own = routes.filter(({ method, path }) => !known.has(`${method} ${plain(path)}`))
      expect([...new Set(own.map(at))].toSorted()).toEqual(Object.keys(what.ours ?? {}).toSorted())
    })

    test('the default checks of the policy are those of the reference', () => {
      const csv = join(referenceFolder, `${name}-policies.csv`)
      const reference = Object.fromEntries(readCsv(csv).map((row) => [row['rule']!, row['check']!]))
      // Our own rules, of our own routes, stand in none.
      const theirs = Object.entries(definition.rules).filter(([rule]) => !rule.startsWith('kilonova:'))
      expect(reference).toMatchObject(Object.fromEntries(theirs))
    })
  })

  documentationSuite({
    definition,
    serve: () => world.request({ line: 'GET /openapi.json', as: '' }),
    withoutJson: Object.keys(except['answers without JSON'] ?? {}),
  })

  each(
    'without a token it is a 401',
    routes.filter(({ isOpen }) => !isOpen),
    async (route) => {
      for (const as of ['', 'no-such-token'])
        expect((await world.request({ line: await lineOf(route), as })).status).toBe(401)
    },
  )

  each(
    'whoever has no role is refused',
    newest.filter(({ isOpen }) => !isOpen),
    async (route) => {
      const body = route.read ? world.bodyOf(at(route)) : undefined
      const { status } = await world.request({ line: await lineOf(route), as: 'roleless', body })
      expect([403, 404]).toContain(status)
    },
  )

  const ofSomething = newest.filter(({ path, isOpen }) => path.includes(':') && !isOpen)
  each('what belongs to another project is not to be had', ofSomething, async (route) => {
    const body = route.read ? world.bodyOf(at(route)) : undefined
    const { status } = await world.request({ line: await lineOf(route), as: 'other', body })
    expect([403, 404]).toContain(status)
  })

  each(
    'a reader changes nothing',
    newest.filter((route) => isWriting(route) && !route.isOpen),
    async (route) => {
      const body = route.read ? world.bodyOf(at(route)) : undefined
      const { status } = await world.request({ line: await lineOf(route), as: 'reader', body })
      expect([403, 404]).toContain(status)
    },
  )

  describe('who reads the whole cloud', () => {
    const ask = async (line: string, as: string, body?: unknown) => (await world.request({ line, as, body })).status

    each(
      'reads what an administrator reads',
      newest.filter((route) => !isWriting(route) && !route.isOpen),
      async (route) => {
        const line = await lineOf(route)
        expect(await ask(line, 'systemReader')).toBe(await ask(line, 'admin'))
      },
    )

    each(
      'changes nothing',
      newest.filter((route) => isWriting(route) && !route.isOpen),
      async (route) => {
        const line = await lineOf(route)
        const body = route.read ? world.bodyOf(at(route)) : undefined
        const before = await fingerprintButForAudit(world.db)
        expect(await ask(line, 'systemReader', body)).toBe(403)
        expect(await fingerprintButForAudit(world.db)).toEqual(before)
      },
    )

    test('passes no rule that a route asks before it changes something', () => {
      const asked = new Set(
        routes.filter((route) => isWriting(route) && !isExcepted('changes nothing', route)).map(({ rule }) => rule),
      )
      expect([...readRulesOf(definition)].filter((rule) => asked.has(rule))).toEqual([])
    })
  })

  each('what is not there is a 404', ofSomething, async (route) => {
    const nothing = Object.fromEntries(
      Object.keys(await world.paramsOf(at(route))).map((key) => [key, '00000000-0000-4000-8000-000000000000']),
    )
    const body = route.read ? world.bodyOf(at(route)) : undefined
    expect((await world.request({ line: await lineOf(route, undefined, nothing), body })).status).toBe(404)
  })

  describe('over a socket', () => {
    let raw: RawServer
    beforeAll(async () => {
      raw = await rawServer(mounted(world.app, name))
    })
    afterAll(() => raw?.[Symbol.asyncDispose]())
    const headers = { 'x-auth-token': 'admin', 'content-type': 'application/json' }

    const withParameter = newest.filter(({ path }) => path.includes(':'))
    each('a path that means another one is refused, and changes nothing', withParameter, async (route) => {
      const params = await world.paramsOf(at(route))
      const body = route.read ? world.bodyOf(at(route)) : undefined
      const before = await fingerprintOf(world.db)
      for (const { path, status } of oddPathsOf(route.path, params)) {
        const response = await raw.send(`${route.method} /${name}${path}`, headers, body)
        expect({ path, ...response }).toMatchObject({ path, status, body: /\w+ \w+/ })
      }
      expect(await fingerprintOf(world.db)).toEqual(before)
    })
  })

  const unknownMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
  test.each([...new Set(newest.map(({ path }) => path))])('%s says which methods it takes', async (path) => {
    const there = newest.filter((route) => route.path === path)
    const methods = there.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    const line = (await lineOf(there[0]!, '')).split(' ')[1]!
    for (const method of unknownMethods.filter((one) => !methods.includes(one))) {
      const { status, headers } = await world.request({ line: `${method} ${line}` })
      expect({ method, status, allow: headers.get('allow')?.split(', ').toSorted() }).toEqual({
        method,
        status: 405,
        allow: methods.toSorted(),
      })
    }
  })

  const withBody = newest.filter(({ read }) => read)
  each('a body of another media type is a 415', withBody, async (route) => {
    const request = { line: await lineOf(route), body: 'name=x', headers: { 'content-type': 'text/plain' } }
    const { status, headers } = await world.request(request)
    expect(status).toBe(415)
    if (route.method === 'PATCH') expect(headers.get('accept-patch')).toMatch(/^application\/[\w.+-]*json/)
  })

  each('a body that nests too deep is a 400', withBody, async (route) => {
    for (const depth of [101, 10_000, 500_000]) {
      const body = `${'['.repeat(depth)}${']'.repeat(depth)}`
      expect((await world.request({ line: await lineOf(route), body })).status).toBe(400)
      const inside = JSON.stringify({ x: world.bodyOf(at(route)) }).slice(0, -1)
      expect((await world.request({ line: await lineOf(route), body: `${inside},"colour":${body}}` })).status).toBe(400)
    }
  })

  each('a name that means another address is refused', withBody, async (route) => {
    for (const body of withOddNames(world.bodyOf(at(route)))) {
      const { status } = await world.request({ line: await lineOf(route), body })
      expect({ body, status }).toEqual({ body, status: 400 })
    }
  })

  each('a body that is none is a 400', withBody, async (route) => {
    for (const body of [undefined, '{', '[]', '"text"', '7', 'null']) {
      const { status } = await world.request({ line: await lineOf(route), body })
      expect({ body, status }).toEqual({ body, status: 400 })
    }
  })

  each('a body that its schema does not take is a 400', withBody, async (route) => {
    for (const { how, body } of spoiltBodies(route, world.bodyOf(at(route)), what.takesExtraFields ?? false)) {
      const response = await world.request({ line: await lineOf(route), body })
      expect({ how, status: response.status, body: response.body }).toMatchObject({ how, status: 400 })
    }
  })

  if (!what.takesExtraFields)
    each('a field that nobody knows is a 400', withBody, async (route) => {
      const body = world.bodyOf(at(route)) as Record<string, unknown>
      const { status } = await world.request({ line: await lineOf(route), body: { ...body, colour: 'red' } })
      expect(status).toBe(400)
    })

  each('nothing that anybody sends is a 500', newest, async (route) => {
    for (const text of nastyTexts) {
      const params = Object.fromEntries(Object.keys(await world.paramsOf(at(route))).map((key) => [key, text]))
      const queries = ['', ...Object.keys(route.query.parameters ?? {})].map((parameter) =>
        parameter === '' ? '' : `${parameter}=${encodeURIComponent(text)}`,
      )
      const base = route.read ? world.bodyOf(at(route)) : undefined
      const lines = [
        ...(Object.keys(params).length > 0 ? [await lineOf(route, '', params)] : []),
        ...(isWriting(route) ? [] : await Promise.all(queries.map((query) => lineOf(route, query)))),
      ]
      for (const line of lines) {
        const { status } = await world.request({ line, body: base })
        expect({ line, isFailure: status === 500 }).toEqual({ line, isFailure: false })
      }
      for (const body of route.read ? [...withText(base, text)] : []) {
        const { status } = await world.request({ line: await lineOf(route), body })
        expect({ body, isFailure: status === 500 }).toEqual({ body, isFailure: false })
      }
    }
  })

  each('a good request is answered as declared', newest, async (route) => {
    const body = route.read ? world.bodyOf(at(route)) : undefined
    const response = await world.request({ line: await lineOf(route), body })
    expect({ status: response.status, body: response.body }).toMatchObject({ status: route.success })
  })

  const filtering = newest.flatMap((route) =>
    Object.entries(route.query.parameters ?? {}).flatMap(([parameter, { narrows }]) =>
      narrows === undefined ? [] : [[`${at(route)} ${parameter}`, route, parameter, narrows] as const],
    ),
  )
  test.each(filtering)('%s narrows the list', async (_name, route, parameter, field) => {
    const base = world.queryOf?.(at(route)) ?? ''
    const listed = async (query: string) => {
      const { status, body } = await world.request({
        line: await lineOf(route, [base, query].filter(Boolean).join('&')),
      })
      expect(status).toBe(200)
      return itemsOf(body)
    }
    const all = await listed('')
    const value = all.map((item) => valueAt(item, field)).find((one) => one !== undefined && one !== null && one !== '')
    expect(value, `furnish an item with ${field}`).toBeDefined()
    const found = await listed(`${parameter}=${encodeURIComponent(String(Array.isArray(value) ? value[0] : value))}`)
    expect(found.length).toBeGreaterThan(0)
    for (const item of found) expect([valueAt(item, field)].flat()).toContainEqual([value].flat()[0])
    expect(found.length, `furnish an item that ${parameter} leaves out`).toBeLessThan(all.length)
  })

  each('every attribute that is written is kept', withBody, async (route) => {
    const sent = world.bodyOf(at(route))
    const { status, body } = await world.request({ line: await lineOf(route), body: sent })
    expect(status).toBe(route.success)
    const [wrapper, attributes] = wrapped(sent)
    const shown = (wrapper === undefined ? body : body?.[wrapper]) as Record<string, unknown> | undefined
    if (typeof shown !== 'object' || shown === null) return
    const kept = Object.fromEntries(
      Object.keys(attributes)
        .filter((key) => key in shown)
        .map((key) => [key, shown[key]]),
    )
    const wanted = Object.fromEntries(Object.entries(attributes).filter(([key]) => key in shown))
    expect(kept).toMatchObject(wanted)
    const show = newest.find(({ method, path }) => method === 'GET' && plain(path) === plain(itemPath(route)))
    if (!show || typeof shown['id'] !== 'string') return
    const params = { ...(await world.paramsOf(at(show))), [lastParam(show)]: shown['id'] }
    const again = await world.request({ line: await lineOf(show, undefined, params) })
    const read = wrapper === undefined ? again.body : again.body?.[wrapper]
    if (read !== undefined) expect(read).toMatchObject(wanted)
  })

  describe('the samples', () => {
    const folder = join(referenceFolder, `${name}_samples`)
    const rows = referenceRows().flatMap((row) =>
      (row['samples'] ?? '')
        .split(' ')
        .filter(
          (file) => /response|get-|list|show/.test(file) && !file.includes('request') && existsSync(join(folder, file)),
        )
        .map((file) => ({ line: `${row['method']} ${row['path']}`, file, row })),
    )
    const answered = rows.flatMap(({ line, file, row }) => {
      const key = `${row['method'] === 'HEAD' ? 'GET' : row['method']} ${plain((what.referencePrefix ?? '') + row['path']!)}`
      const route = newest.find(({ method, path }) => `${method} ${plain(path)}` === key)
      const sample = readSample(join(folder, file))
      return route?.response && sample !== undefined ? [[`${line} ${file}`, route, sample] as const] : []
    })
    test('there are some', () => expect(answered.length).toBeGreaterThan(0))
    test.each(answered)('%s has every field in our answer', async (_name, route, sample) => {
      const body = route.read ? world.bodyOf(at(route)) : undefined
      const response = await world.request({ line: await lineOf(route), body })
      expect(response.status).toBe(route.success)
      const missing = missingFields(sample, response.body).filter(
        (field) => ![field, `${at(route)}: ${field}`].some((known) => Object.hasOwn(what.missingFields ?? {}, known)),
      )
      expect(missing).toEqual([])
    })
  })
}

const nastyTexts = ['\0', '../..', "'; drop table server; --", '😀', '%', 'x'.repeat(5000), '(', '[]', ' '].map(
  (text) => text.toWellFormed(),
)

/** `body` with `text` in the place of each of its values, one after the other. */
function* withText(body: unknown, text: string): Generator<unknown> {
  const [wrapper, attributes] = wrapped(body)
  const put = (inner: unknown) => (wrapper === undefined ? inner : { [wrapper]: inner })
  yield put(text)
  if (Array.isArray(attributes)) return
  for (const key of Object.keys(attributes)) yield put({ ...attributes, [key]: text })
  for (const key of Object.keys(attributes)) yield put({ ...attributes, [key]: [{ [text]: [text] }] })
}

/** What a body wraps its attributes in, and these. */
function wrapped(body: unknown): [string | undefined, Record<string, unknown>] {
  const entries = Object.entries((body ?? {}) as Record<string, unknown>)
  const [first] = entries
  if (entries.length === 1 && typeof first![1] === 'object' && first![1] !== null && !Array.isArray(first![1]))
    return [first![0], first![1] as Record<string, unknown>]
  return [undefined, (body ?? {}) as Record<string, unknown>]
}

const newestContext = {
  since: () => true,
  legacy: false,
  request: new Request('http://cloud.test/'),
} as unknown as RequestContext

interface JsonSchema {
  type?: string | readonly string[]
  properties?: Readonly<Record<string, JsonSchema>>
  required?: readonly string[]
  anyOf?: readonly JsonSchema[]
  maxLength?: number
  minLength?: number
  maximum?: number
  minimum?: number
  enum?: readonly unknown[]
}

/** A good body spoilt at each of its fields in every way that the route's own schema refuses: too long, too large, missing, of another type. */
function spoiltBodies(route: AnyRoute, good: unknown, takesExtraFields: boolean): { how: string; body: unknown }[] {
  const schema = route.read?.schema?.(newestContext)
  if (!schema) return []
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  const [wrapper, attributes] = wrapped(good)
  const outer = json.anyOf?.find(({ properties }) => wrapper !== undefined && properties?.[wrapper]) ?? json
  const inner = wrapper === undefined ? json : (outer.properties?.[wrapper] ?? {})
  const put = (more: Record<string, unknown>) => (wrapper === undefined ? more : { [wrapper]: more })
  const spoilt = Object.entries(inner.properties ?? {}).flatMap(([key, rule]) => [
    ...wrongValues(rule).map(([how, value]) => ({ how: `${key} ${how}`, body: put({ ...attributes, [key]: value }) })),
    ...(inner.required?.includes(key)
      ? [
          {
            how: `without ${key}`,
            body: put(Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== key))),
          },
        ]
      : []),
  ])
  const extra = takesExtraFields
    ? []
    : [{ how: 'with a field inside that nobody knows', body: put({ ...attributes, colour: 'red' }) }]
  return [...spoilt, ...extra].filter(({ body }) => !schema.safeParse(body).success)
}

function wrongValues({ maxLength, minLength, maximum, minimum, enum: words }: JsonSchema): [string, unknown][] {
  return [
    ['an object', { a: { b: 1 } }],
    ['a list', [[1]]],
    ['a number', 7.5],
    ['a yes', true],
    ['a text', 'x\u0000y'],
    ...(maxLength !== undefined ? ([['too long', 'x'.repeat(maxLength + 1)]] as [string, unknown][]) : []),
    ...(minLength ? ([['too short', 'x'.repeat(minLength - 1)]] as [string, unknown][]) : []),
    ...(maximum !== undefined ? ([['too large', maximum + 1]] as [string, unknown][]) : []),
    ...(minimum !== undefined ? ([['too small', minimum - 1]] as [string, unknown][]) : []),
    ...(words ? ([['another word', 'colour']] as [string, unknown][]) : []),
  ]
}

/** The items of a list's answer: its first array of objects. */
function itemsOf(body: Record<string, unknown>): Record<string, unknown>[] {
  return (Object.values(body).find((value) => Array.isArray(value)) ?? []) as Record<string, unknown>[]
}

const valueAt = (item: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], item)

/** The path at which what a route writes can be read: itself, or the collection's item. */
const itemPath = ({ method, path }: AnyRoute) => (method === 'POST' ? `${path}/:id` : path)
const lastParam = ({ path }: AnyRoute) => path.split(':').at(-1)!

/** A sample's JSON; some of the public ones are not well formed. */
function readSample(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** The fields of `sample` that `ours` does not have, as paths; lists are compared by their first items. */
function missingFields(sample: unknown, ours: unknown, path = ''): string[] {
  if (Array.isArray(sample)) {
    if (!Array.isArray(ours)) return [path]
    return sample.length > 0 && ours.length > 0 ? missingFields(sample[0], ours[0], path) : []
  }
  if (typeof sample !== 'object' || sample === null) return []
  if (typeof ours !== 'object' || ours === null) return ours === null ? [] : [path]
  // Where the names are ids or names of things, they are other ones here.
  const isMap = Object.keys(sample).some((key) => /^[0-9a-f-]{32,36}$|^[A-Z0-9_]+$/.test(key))
  if (isMap) return missingFields(Object.values(sample)[0], Object.values(ours)[0], `${path}.*`)
  return Object.entries(sample).flatMap(([key, value]) => {
    const inner = path === '' ? key : `${path}.${key}`
    return key in ours ? missingFields(value, (ours as Record<string, unknown>)[key], inner) : [inner]
  })
}
