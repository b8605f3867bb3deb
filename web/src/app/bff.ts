import type { BffApp } from '@kilonova/bff/app'
import { hc, type ClientResponse, type InferRequestType, type InferResponseType } from 'hono/client'

/** The dashboard's API, typed by the server's own routes. */
export const bff = hc<BffApp>('/bff')

/** Something was refused: by whom, why, and under which request id its log has the cause. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError'
  readonly status: number
  readonly service: string
  readonly requestId: string | undefined
  constructor(refusal: { message: string; status: number; service: string; requestId?: string }) {
    super(refusal.message)
    this.status = refusal.status
    this.service = refusal.service
    this.requestId = refusal.requestId
  }
}

/** The answer's JSON; a refusal is thrown as `RefusalError`. */
export async function ask<Answer>(request: Promise<ClientResponse<Answer, number, 'json'>>): Promise<Answer> {
  const response = await request.catch(() => {
    throw new RefusalError({ message: 'The cloud cannot be reached. Is it running?', status: 0, service: 'network' })
  })
  if (response.ok) return (await response.json()) as Answer
  throw refusalIn(response.status, await response.text())
}

/** The refusal inside an answer's body, whatever came. */
export function refusalIn(status: number, body: string): RefusalError {
  try {
    const { error } = JSON.parse(body) as { error: { message: string; service: string; requestId?: string } }
    return new RefusalError({ ...error, status })
  } catch {
    const message =
      status === 503 ? 'The cloud is starting. Try again in a moment.' : `The dashboard answered with ${status}.`
    return new RefusalError({ message, status, service: 'dashboard' })
  }
}

export type SessionView = NonNullable<InferResponseType<typeof bff.session.$get, 200>>
export type ServerRow = InferResponseType<typeof bff.servers.$get, 200>['servers'][number]
export type ServerPage = InferResponseType<(typeof bff.servers)[':id']['$get'], 200>
export type ServerAction = ServerPage['actions'][number]
export type ServerWish = InferRequestType<(typeof bff.servers)[':id']['actions']['$post']>['json']
export type WishName = ServerWish['action']
export type WishAnswer = InferResponseType<(typeof bff.servers)[':id']['actions']['$post'], 200>
export type NewServer = InferRequestType<typeof bff.servers.$post>['json']
export type Diagnostics = InferResponseType<(typeof bff.servers)[':id']['diagnostics']['$get'], 200>
export type ServerInterface = InferResponseType<
  (typeof bff.servers)[':id']['interfaces']['$get'],
  200
>['interfaces'][number]
export type ServerGroup = InferResponseType<(typeof bff)['server-groups']['$get'], 200>['groups'][number]
export type CreateOptions = InferResponseType<(typeof bff.servers)['create-options']['$get'], 200>
export type Overview = InferResponseType<typeof bff.overview.$get, 200>
export type Quota = Overview['quota']
export type KeyPair = InferResponseType<(typeof bff)['key-pairs']['$get'], 200>['keyPairs'][number]
export type Image = InferResponseType<typeof bff.images.$get, 200>['images'][number]
