import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import { origin } from './cloud-api.ts'
import type { FakeDriverCloud } from './fake-driver-cloud.ts'

/**
 * One request of Horizon's, as the Python client below it sends it, and what the page needs of the response. `{name}` in a path or
 * body stands for what an earlier call `keeps`.
 */
export interface Call {
  /** Method and path. */
  call: string
  /** The microversion, where the call asks for one. */
  at?: string
  body?: object
  /** Bytes of an upload. */
  bytes?: Uint8Array<ArrayBuffer>
  headers?: Readonly<Record<string, string>>
  /** The token: one that is kept, by default that of the person who has signed in. */
  token?: string
  /** 200 unless said. */
  status?: number
  /** What Horizon reads of the body; for one that is no JSON, of its text. */
  reads?: unknown
  /** What later calls need, each by its name with its path in the body; `token` is the header of a token. */
  keeps?: Readonly<Record<string, string>>
  /** Repeated until the server, which may be under way, has this status and no task; as Horizon's rows do that refresh. */
  until?: string
}

/** A page, or a button of one, with its calls in order. */
export interface Page {
  page: string
  calls: readonly Call[]
}

type Known = Record<string, string>

/** What the Python client for each service sends with every request. */
const clients: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  identity: { accept: 'application/json', 'user-agent': 'python-keystoneclient' },
  compute: { accept: 'application/json', 'user-agent': 'python-novaclient' },
  // glanceclient says this of every request without JSON, with bytes or without.
  image: { accept: '*/*', 'content-type': 'application/octet-stream', 'user-agent': 'python-glanceclient' },
  network: { accept: 'application/json', 'user-agent': 'openstacksdk' },
  placement: { accept: 'application/json', 'user-agent': 'keystoneauth1' },
}

/** Replays pages against `cloud`, with what is known at the beginning; what calls keep is known afterwards. */
export function horizonReplay({ cloud }: FakeDriverCloud, known: Known) {
  async function once(call: Call): Promise<{ status: number; text: string; headers: Headers }> {
    const [method, path] = filled(call.call, known).split(' ') as [string, string]
    const headers = new Headers(clients[path.split('/')[1]!])
    const token = known[call.token ?? 'token']
    if (token !== undefined) headers.set('x-auth-token', token)
    if (call.at !== undefined) {
      headers.set('openstack-api-version', `compute ${call.at}`)
      headers.set('x-openstack-nova-api-version', call.at)
    }
    if (call.body !== undefined) headers.set('content-type', 'application/json')
    for (const [name, value] of Object.entries(call.headers ?? {})) headers.set(name, filled(value, known))
    const body = call.bytes ?? (call.body === undefined ? null : filled(JSON.stringify(call.body), known))
    const response = await cloud.fetch(new Request(origin + path, { method, headers, body }))
    return { status: response.status, text: await response.text(), headers: response.headers }
  }

  /** The response of a server that has come to rest. */
  async function settled(call: Call) {
    let change = Promise.withResolvers<void>()
    const unsubscribe = cloud.events.subscribe(() => change.resolve())
    try {
      for (;;) {
        change = Promise.withResolvers()
        const response = await once(call)
        const server = response.status === 200 && JSON.parse(response.text).server
        if (!server || (server['OS-EXT-STS:task_state'] === null && server.status !== 'BUILD')) return response
        await change.promise
      }
    } finally {
      unsubscribe()
    }
  }

  return {
    known,
    async visit({ calls }: Page): Promise<void> {
      for (const call of calls) {
        const { status, text, headers } = await (call.until === undefined ? once(call) : settled(call))
        const at = `${filled(call.call, known)}: ${text.slice(0, 600)}`
        expect({ at, status }).toEqual({ at, status: call.status ?? 200 })
        const isJson = headers.get('content-type')?.includes('json') === true
        const body = isJson ? JSON.parse(text) : text
        if (call.until !== undefined) expect({ at, status: body.server.status }).toEqual({ at, status: call.until })
        if (call.reads !== undefined) expect({ at, body }).toEqual({ at, body: matcher(call.reads, known) })
        for (const [name, path] of Object.entries(call.keeps ?? {}))
          known[name] = path === 'token' ? headers.get('x-subject-token')! : String(valueAt(body, path, at))
      }
    },
  }
}

/** `text` with every `{name}` that is known; other braces stay. */
const filled = (text: string, known: Known) => text.replaceAll(/\{(\w+)\}/g, (all, name: string) => known[name] ?? all)

/** A list that has at least `elements`, whatever their order. */
class Some {
  readonly elements: readonly unknown[]
  constructor(elements: readonly unknown[]) {
    this.elements = elements
  }
}

/** Expects a list that has at least `elements`. */
export const some = (...elements: unknown[]): Some => new Some(elements)

/** The matcher of what a page reads: an object may have more fields than are named, a list no more elements. */
function matcher(expected: unknown, known: Known): unknown {
  if (typeof expected === 'string') return filled(expected, known)
  if (expected instanceof Some) return expect.arrayContaining(matcher(expected.elements, known) as unknown[])
  if (Array.isArray(expected)) return expected.map((element) => matcher(element, known))
  const isPlain =
    expected !== null && typeof expected === 'object' && Object.getPrototypeOf(expected) === Object.prototype
  if (!isPlain) return expected
  const fields = Object.entries(expected).map(([name, value]) => [filled(name, known), matcher(value, known)])
  return expect.objectContaining(Object.fromEntries(fields))
}

/** The value at `path`, whose steps are names, numbers, or `name=value` for the element of a list. */
function valueAt(body: unknown, path: string, where: string): unknown {
  // A dot that belongs to a value is written with a backslash.
  return path.split(/(?<!\\)\./).reduce<unknown>((value, step) => {
    const [name, wanted] = step.replaceAll('\\.', '.').split('=')
    const next = Array.isArray(value)
      ? wanted === undefined
        ? value[Number(step)]
        : value.find((element) => isDeepStrictEqual(element[name!], wanted))
      : (value as Record<string, unknown> | undefined)?.[step]
    if (next === undefined) throw new Error(`There is no ${path} in ${where}`)
    return next
  }, body)
}
