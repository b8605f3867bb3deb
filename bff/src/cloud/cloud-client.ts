import type { ClientEnv } from '@kilonova/compute-core/platform/http/client-address'
import { assertPlainPath } from '@kilonova/compute-core/platform/http/request-path'
import type { Cloud } from './cloud.ts'
import { faultMessage } from './fault-message.ts'
import { Refusal } from './refusal.ts'

/** The newest microversions, which the dashboard always uses. */
const latest: Partial<Record<ServiceName, string>> = { compute: 'compute 2.104', placement: 'placement 1.39' }

const roots = {
  identity: '/identity/v3',
  compute: '/compute/v2.1',
  image: '/image/v2',
  network: '/network/v2.0',
  placement: '/placement',
} as const

/** A service that the dashboard calls. */
export type ServiceName = keyof typeof roots

/** Every service that the dashboard calls. */
export const serviceNames = Object.keys(roots) as ServiceName[]

/** Whether `name` is a service that the dashboard calls. */
export const isService = (name: string): name is ServiceName => Object.hasOwn(roots, name)

/** One request to one service. */
export interface CloudRequest {
  method?: string
  headers?: Record<string, string>
  json?: unknown
  body?: ReadableStream<Uint8Array> | string | null
  signal?: AbortSignal
  /** The path is below the service itself, and not below its version. */
  isAboutService?: boolean
}

/** The public OpenStack APIs, called with one person's token. An error response is thrown as a `Refusal`. */
export interface CloudClient {
  send(service: ServiceName, path: string, request?: CloudRequest): Promise<Response>
  /** The JSON of a response. */
  read<Body>(service: ServiceName, path: string, request?: CloudRequest): Promise<Body>
}

/**
 * A client of the APIs in this process that sends `token`. `origin` is the browser's address of the cloud, which the APIs put into links;
 * `env` says where the browser is, for what identity counts by address.
 */
export function cloudClient(cloud: Cloud, origin: string, token?: string, env: ClientEnv = {}): CloudClient {
  async function send(service: ServiceName, path: string, request: CloudRequest = {}): Promise<Response> {
    assertPlainPath(path)
    const root = request.isAboutService ? `/${service}` : roots[service]
    const response = await cloud.fetch(cloudRequest(`${origin}${root}${path}`, service, token, request), {
      clientAddress: env.clientAddress,
    })
    // That nothing has changed is said only to who has asked by `If-None-Match`.
    if (response.ok || response.status === 304) return response
    throw await refusalFrom(service, response)
  }
  return {
    send,
    read: async <Body>(service: ServiceName, path: string, request?: CloudRequest) =>
      (await (await send(service, path, request)).json()) as Body,
  }
}

function cloudRequest(url: string, service: ServiceName, token: string | undefined, request: CloudRequest): Request {
  const headers = new Headers(request.headers)
  if (token && !headers.has('x-auth-token')) headers.set('x-auth-token', token)
  // Some services answer in what is accepted, and in plain text where nothing is said.
  headers.set('accept', 'application/json')
  const version = latest[service]
  if (version && !headers.has('openstack-api-version')) headers.set('openstack-api-version', version)
  if (request.json !== undefined) headers.set('content-type', headers.get('content-type') ?? 'application/json')
  const body = request.json === undefined ? (request.body ?? null) : JSON.stringify(request.json)
  const init: RequestInit & { duplex: 'half' } = { method: request.method ?? 'GET', headers, body, duplex: 'half' }
  if (request.signal) init.signal = request.signal
  return new Request(url, init)
}

async function refusalFrom(service: ServiceName, response: Response): Promise<Refusal> {
  const requestId = response.headers.get('x-openstack-request-id') ?? response.headers.get('x-compute-request-id')
  const text = await response.text()
  const message = faultMessage(text, response.status)
  const secret = response.headers.get('openstack-auth-receipt')
  const retryAfterSeconds = Number(response.headers.get('retry-after') ?? 'none')
  const body = {
    message,
    status: response.status,
    service,
    ...(requestId ? { requestId } : {}),
    ...(Number.isInteger(retryAfterSeconds) ? { retryAfterSeconds } : {}),
  }
  return new Refusal(body, secret === null ? undefined : { secret, text })
}
