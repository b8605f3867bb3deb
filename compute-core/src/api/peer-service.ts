import type { Hono } from 'hono'
import type { CloudEnv } from '#platform/http/openstack-app'
import type { AskOnBehalf } from '#platform/http/on-behalf'
import { assertPlainPath } from '#platform/http/request-path'
import {
  CloudError,
  conflict,
  forbidden,
  invalid,
  notFound,
  preconditionFailed,
  unauthorized,
  unavailable,
} from '#platform/errors'

/** Another service's API in this process. */
export type PeerService = (path: string, init: RequestInit) => Promise<Response>

/** An app as a peer. */
export const asPeer =
  (app: Hono<CloudEnv>): PeerService =>
  async (path, init) => {
    assertPlainPath(path)
    return app.request(path, init, { isFromPeer: true })
  }

/** The same app, asked by the cloud on somebody's behalf. */
export const onBehalf =
  (app: Hono<CloudEnv>): AskOnBehalf =>
  async (who, path, init) => {
    assertPlainPath(path)
    return app.request(path, init, { onBehalf: who, clientAddress: who.clientAddress })
  }

interface PeerRequest {
  /** `GET /v2/images?limit=1`. */
  line: string
  body?: unknown
  contentType?: string
  /** What must hold of what is changed. */
  ifMatch?: string
  /** What a 404 was about. */
  about?: { what: string; id: string }
}

/** What a peer answers to the caller's own token; its refusal is ours, in its own words. */
export async function callPeer(peer: PeerService, { token }: { token: string }, request: PeerRequest) {
  const { line, body, contentType = 'application/json', ifMatch, about } = request
  const [method, path] = line.split(' ') as [string, string]
  const response = await peer(path, {
    method,
    headers: {
      'x-auth-token': token,
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': contentType }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const input: unknown = response.status === 204 ? undefined : await response.json()
  if (response.ok) return input
  if (response.status === 404 && about) throw notFound(about.what, about.id)
  throw new PeerRefusal(refusal(response.status, sentenceOf(input)), typeOf(input))
}

/** What a peer has refused, and where it is the network service, its name for that. */
export class PeerRefusal extends CloudError {
  readonly type: string | undefined
  constructor({ failure }: CloudError, type: string | undefined) {
    super(failure)
    this.type = type
  }
}

const typeOf = (input: unknown) => (input as { NeutronError?: { type: string } }).NeutronError?.type

/** Glance has its sentence at the top, Neutron and whoever checks tokens inside. */
function sentenceOf(input: unknown): string {
  const { message, NeutronError, error } = input as Record<string, unknown> & {
    message?: string
    NeutronError?: { message: string }
    error?: { message: string }
  }
  return message ?? NeutronError?.message ?? error?.message ?? 'It did not say why.'
}

function refusal(status: number, sentence: string): CloudError {
  switch (status) {
    case 400:
    // In a list it is the marker that was not found.
    case 404:
      return invalid(sentence)
    case 401:
      return unauthorized(sentence)
    case 403:
      return forbidden(sentence)
    case 409:
      return conflict(sentence, '')
    case 412:
      return preconditionFailed(sentence)
    case 413:
      return new CloudError({ kind: 'too-large', message: sentence })
    default:
      return unavailable('Another service of this cloud', `It responded: ${sentence}`)
  }
}
