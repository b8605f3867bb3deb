import type { Caller, Delegation } from '#platform/http/caller'
import { asFault } from '#platform/http/as-fault'
import type { Route, RouteResponse } from '#platform/service/route'
import type { AuditEntry } from './audit-entry.ts'
import type { AuditTarget, Delegated, Noted } from './noted.ts'
import { targetOfPath } from './operation-slug.ts'

/** A request that has ended, and all that is known of it. */
export interface Ended {
  service: string
  route: Pick<Route, 'method' | 'path' | 'operation' | 'isReading'>
  path: string
  params: Readonly<Record<string, string>>
  caller: Caller
  noted: Noted
  /** The body as it came, where the route has understood it: nothing but the name of an action is taken from it. */
  input: unknown
  requestId: string
  address: string | undefined
  ended: { response: RouteResponse } | { error: unknown }
}

/** What the audit keeps of a request; undefined for one that is not its business. */
export function entryOf(request: Ended): AuditEntry | undefined {
  const { service, route, path, params, caller, noted, input, requestId, address, ended } = request
  if (route.isReading || noted.isReading) return undefined
  const { status, message } = 'error' in ended ? faultOf(ended.error) : doneOf(ended.response, noted)
  // It was held back before anybody looked at it, and there may be thousands.
  if (status === 429) return undefined
  // So may there be of what nobody in particular sends that is no sign-in at all.
  if (caller.userId === '' && !noted.user && !noted.methods) return undefined
  const named = caller.userId === '' ? null : { id: caller.userId as string, name: caller.userName }
  return {
    service,
    action: actionOf(route.operation, input),
    method: route.method,
    path,
    user: noted.user ?? named,
    project: noted.project ?? (caller.projectId === null ? null : { id: caller.projectId, name: caller.projectName }),
    scope: scopeOf(caller, noted),
    delegation: noted.delegation ?? delegatedOf(caller.delegation) ?? null,
    target: targetOf(route.path, params, noted, 'response' in ended ? ended.response.body : undefined),
    outcome: status === 403 ? 'refused' : status >= 400 ? 'failure' : 'success',
    status,
    message,
    methods: noted.methods ?? null,
    requestId,
    address: address ?? null,
  }
}

/** What the client was told; of a request that is not valid no word, since it says what is wrong with what may be a secret. */
function faultOf(error: unknown): { status: number; message: string } {
  const { status, message } = asFault(error as Error)
  return { status, message: status === 400 ? 'The request is not valid.' : message }
}

const doneOf = ({ status = 200 }: RouteResponse, { failure }: Noted) => ({ status, message: failure ?? null })

const scopeOf = ({ projectId, systemScope, scopeDomain }: Caller, { scope }: Noted): AuditEntry['scope'] =>
  scope ?? (projectId !== null ? 'project' : systemScope ? 'system' : scopeDomain ? 'domain' : 'none')

/** By what somebody acts, as the audit has it. */
export const delegatedOf = (delegation: Delegation | undefined): Delegated | undefined =>
  delegation && {
    application_credential_id: delegation.applicationCredentialId,
    trust_id: delegation.trustId,
    trustee_user_id: delegation.trusteeId,
  }

/** `thing-pause` for what a body asks of a thing under `pause`. */
function actionOf(operation: string, input: unknown): string {
  const [, thing] = /^(.+)-action-create$/.exec(operation) ?? []
  if (thing === undefined || typeof input !== 'object' || input === null) return operation
  const [name, ...others] = Object.keys(input)
  if (name === undefined || others.length > 0 || !/^[A-Za-z_-]{1,40}$/.test(name)) return operation
  const words = name.replace(/^os-/, '').replaceAll(/([a-z])([A-Z])/g, '$1-$2')
  return `${thing}-${words.replaceAll('_', '-').toLowerCase()}`
}

/** The address says what it is about, or the answer does: what was made, and what a thing is called. */
function targetOf(path: string, params: Ended['params'], { target = {} }: Noted, body: unknown): AuditTarget {
  const { kind, id } = targetOfPath(path, params)
  const answered = id === null || target.name === undefined ? thingIn(body) : undefined
  const isIt = answered !== undefined && (id === null || answered.id === id)
  return {
    kind: target.kind ?? kind,
    id: target.id ?? id ?? answered?.id ?? null,
    name: target.name ?? (isIt ? answered.name : null),
  }
}

/** The one thing that an answer shows, by itself or under its name. */
function thingIn(body: unknown): { id: string | null; name: string | null } | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const own = body as Record<string, unknown>
  const values = Object.values(own)
  const inner = 'id' in own ? own : values.find((value) => typeof value === 'object' && !Array.isArray(value))
  if (typeof inner !== 'object' || inner === null) return undefined
  const { id, name } = inner as Record<string, unknown>
  return {
    id: typeof id === 'string' || typeof id === 'number' ? String(id) : null,
    name: typeof name === 'string' ? name : null,
  }
}
