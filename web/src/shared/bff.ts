import type { BffApp, ScopedApp } from '@kilonova/bff/app'
import { t } from '#ui/i18n'
import { hc, type ClientResponse, type InferRequestType, type InferResponseType } from 'hono/client'

/** What the dashboard's API says of the person, typed by the server's own routes. */
export const personBff = hc<BffApp>('/bff')

const scopedClient = (address: string) => hc<ScopedApp>(address)

/**
 * The dashboard's API of one scope: one project, or the whole cloud as administrators see it. Whoever holds one speaks of that scope
 * only, whatever page is shown meanwhile.
 */
export type Bff = ReturnType<typeof scopedClient> & {
  /** Which scope it is: the first part of every query's key. */
  readonly scope: string
}

const clients = new Map<string, Bff>()

/** The client of the scope below `/bff/<scope>`: `p/<project's id>` or `admin`. The same object each time. */
export function bffOf(scope: string): Bff {
  const known = clients.get(scope)
  if (known) return known
  const made = new Proxy(scopedClient(`/bff/${scope}`), {
    get: (client, name, receiver) => (name === 'scope' ? scope : Reflect.get(client, name, receiver)),
  }) as Bff
  clients.set(scope, made)
  return made
}

/** A request that failed: which service refused it, why, and the request id under which its log has the cause. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError'
  readonly status: number
  readonly service: string
  readonly requestId: string | undefined
  /** In how many seconds the same request will do. */
  readonly retryAfterSeconds: number | undefined
  constructor(refusal: {
    message: string
    status: number
    service: string
    requestId?: string | undefined
    retryAfterSeconds?: number | undefined
  }) {
    super(refusal.message)
    this.status = refusal.status
    this.service = refusal.service
    this.requestId = refusal.requestId
    this.retryAfterSeconds = refusal.retryAfterSeconds
  }
}

/** Whether `error` says that the thing is not there, or not any more. */
export const isMissing = (error: unknown): error is RefusalError =>
  error instanceof RefusalError && error.status === 404

/**
 * Says in `message` that a thing is not there, in place of what its service calls it; other errors stay as they are. Where nothing
 * `canBe` what was asked for, a service that refuses the request as wrong says the same.
 */
export const missingAs =
  (message: string, canBe = true) =>
  (error: unknown): never => {
    const isImpossible = !canBe && error instanceof RefusalError && error.status === 400
    throw isMissing(error) || isImpossible ? new RefusalError({ ...error, status: 404, message }) : error
  }

/** The response to a request; a `RefusalError` of status 0 where none came. */
export const reached = <Response>(request: Promise<Response>): Promise<Response> =>
  request.catch((error: Error) => {
    if (error.name === 'AbortError') throw error // nobody waits for it any more
    throw new RefusalError({
      message: t('Cannot reach the cloud. Check that it is running.'),
      status: 0,
      service: 'network',
    })
  })

/** The response's JSON. Throws a `RefusalError` unless the request succeeded. */
export async function call<Body>(request: Promise<ClientResponse<Body, number, 'json'>>): Promise<Body> {
  const response = await reached(request)
  if (response.ok) return (await response.json()) as Body
  throw refusalIn(response.status, await response.text())
}

/** The error that a failed response stands for, whatever its body. */
export function refusalIn(status: number, body: string): RefusalError {
  try {
    const { error } = JSON.parse(body) as {
      error: { message: string; service: string; requestId?: string; retryAfterSeconds?: number }
    }
    return new RefusalError({ ...error, status })
  } catch {
    const message =
      status === 503
        ? t('The cloud is starting. Try again in a moment.')
        : t('Unexpected response from the dashboard ({{status}}).', { status })
    return new RefusalError({ message, status, service: 'dashboard' })
  }
}

export type SessionView = NonNullable<InferResponseType<typeof personBff.session.$get, 200>>
export type Found = InferResponseType<typeof personBff.go.$get, 200>['found'][number]
export type Project = SessionView['projects'][number]
type ListedServer = InferResponseType<Bff['servers']['$get'], 200>['servers'][number]
/** A server as lists show it; only lists name its project and who created it. */
export type ServerRow = Omit<ListedServer, 'projectName' | 'userName'> &
  Partial<Pick<ListedServer, 'projectName' | 'userName'>>
export type ServerPage = InferResponseType<Bff['servers'][':id']['$get'], 200>
export type ServerAction = ServerPage['actions'][number]
export type ServerCommand = InferRequestType<Bff['servers'][':id']['actions']['$post']>['json']
export type CommandName = ServerCommand['action']
export type CommandResult = InferResponseType<Bff['servers'][':id']['actions']['$post'], 200>
export type Diagnostics = InferResponseType<Bff['servers'][':id']['diagnostics']['$get'], 200>
export type ServerInterface = InferResponseType<Bff['servers'][':id']['interfaces']['$get'], 200>['interfaces'][number]
export type CreateOptions = InferResponseType<Bff['servers']['create-options']['$get'], 200>
export type Home = InferResponseType<Bff['home']['$get'], 200>
export type CloudHome = InferResponseType<Bff['cloud-home']['$get'], 200>
export type Quota = CreateOptions['quota']
