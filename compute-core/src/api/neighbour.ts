import type { Hono } from 'hono'
import type { CloudEnv } from '#platform/http/openstack-app'
import { CloudError, conflict, forbidden, invalid, notFound, unauthorized, unavailable } from '#platform/errors'
import type { Ask } from './route.ts'

/** Another service's API in this process. */
export type Neighbour = (path: string, init: RequestInit) => Promise<Response>

/** An app as a neighbour. */
export const inProcess =
  (app: Hono<CloudEnv>): Neighbour =>
  async (path, init) =>
    app.request(path, init)

interface Errand {
  /** `GET /v2/images?limit=1`. */
  line: string
  body?: unknown
  contentType?: string
  /** What a 404 was about. */
  about?: { what: string; id: string }
}

/** What a neighbour answers to the caller's own token; its refusal is ours, in its own words. */
export async function askNeighbour(neighbour: Neighbour, { token }: Pick<Ask, 'token'>, errand: Errand) {
  const { line, body, contentType = 'application/json', about } = errand
  const [method, path] = line.split(' ') as [string, string]
  const response = await neighbour(path, {
    method,
    headers: { 'x-auth-token': token, ...(body !== undefined && { 'content-type': contentType }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const told: unknown = response.status === 204 ? undefined : await response.json()
  if (response.ok) return told
  if (response.status === 404 && about) throw notFound(about.what, about.id)
  throw refusal(response.status, sentenceOf(told))
}

/** Glance has its sentence at the top, Neutron inside. */
function sentenceOf(told: unknown): string {
  const { message, NeutronError } = told as { message?: string; NeutronError?: { message: string } }
  return message ?? NeutronError?.message ?? 'It did not say why.'
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
    case 413:
      return new CloudError({ kind: 'too-large', message: sentence })
    default:
      return unavailable('A neighbouring service', `It said: ${sentence}`)
  }
}
