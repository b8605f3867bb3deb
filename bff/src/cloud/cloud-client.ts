import type { Cloud } from '../bff-env.ts'
import { faultMessage } from './fault-message.ts'
import { Refusal } from './refusal.ts'

/** The newest compute microversion: the dashboard always speaks today's API. */
const latestCompute = 'compute 2.104'

const roots = {
  identity: '/identity/v3',
  compute: '/compute/v2.1',
  image: '/image/v2',
  network: '/network/v2.0',
} as const

export type ServiceName = keyof typeof roots

/** One request to one of the services. */
export interface CloudRequest {
  method?: string
  headers?: Record<string, string>
  json?: unknown
  body?: ReadableStream<Uint8Array> | null
  signal?: AbortSignal
}

/** The public OpenStack APIs as one person sees them. Whatever they refuse is thrown as a `Refusal`. */
export interface CloudClient {
  send(service: ServiceName, path: string, request?: CloudRequest): Promise<Response>
  /** The JSON of an answer. */
  read<Answer>(service: ServiceName, path: string, request?: CloudRequest): Promise<Answer>
}

/** A client of the APIs in this process that sends `token`. `origin` is how the browser reached us: the APIs put it in links. */
export function cloudClient(cloud: Cloud, origin: string, token?: string): CloudClient {
  async function send(service: ServiceName, path: string, request: CloudRequest = {}): Promise<Response> {
    const response = await cloud.fetch(cloudRequest(`${origin}${roots[service]}${path}`, service, token, request))
    if (response.ok) return response
    throw await refusalFrom(service, response)
  }
  return {
    send,
    read: async <Answer>(service: ServiceName, path: string, request?: CloudRequest) =>
      (await (await send(service, path, request)).json()) as Answer,
  }
}

function cloudRequest(url: string, service: ServiceName, token: string | undefined, request: CloudRequest): Request {
  const headers = new Headers(request.headers)
  if (token) headers.set('x-auth-token', token)
  if (service === 'compute' && !headers.has('openstack-api-version'))
    headers.set('openstack-api-version', latestCompute)
  if (request.json !== undefined) headers.set('content-type', headers.get('content-type') ?? 'application/json')
  const body = request.json === undefined ? (request.body ?? null) : JSON.stringify(request.json)
  const init: RequestInit & { duplex: 'half' } = { method: request.method ?? 'GET', headers, body, duplex: 'half' }
  if (request.signal) init.signal = request.signal
  return new Request(url, init)
}

async function refusalFrom(service: ServiceName, response: Response): Promise<Refusal> {
  const requestId = response.headers.get('x-openstack-request-id') ?? response.headers.get('x-compute-request-id')
  const message = faultMessage(await response.text(), response.status)
  return new Refusal({ message, status: response.status, service, ...(requestId ? { requestId } : {}) })
}
