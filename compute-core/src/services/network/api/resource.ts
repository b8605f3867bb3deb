import type { z } from 'zod'
import { forbidden, notFound } from '#platform/errors'
import type { ProjectId } from '#platform/ids'
import type { ListKeys } from '#platform/service/list-query/query-keys'
import type { Target } from '#platform/service/policy-expression'
import { asBoolean } from '#platform/service/fields'
import type { ParameterRule } from '#platform/service/query-rule'
import { findRow, type Listing, type ListPage } from '../store/listing.ts'
import type { StandardRow } from '../store/standard-attributes.ts'
import { isRule, type Rule } from './policy.ts'
import type { NetworkDeps, RequestContext } from './route.ts'

/** What every row has, be it one that nobody gives a name. */
export type ReadRow = Omit<StandardRow, 'name'>

/** A kind of thing that the API lists and shows. */
export interface Resource<Row extends ReadRow> {
  /** As in the path: `networks`. */
  collection: string
  /** As in the body of a list, where that is another word: `security_groups`. */
  member?: string
  /** As in the body, and in the names of its rules: `network`. */
  singular: string
  /** As in sentences: `Network`. */
  noun: string
  /** Where its rows are, which may depend on who asks for what. */
  listing: Listing<Row> | ((context: RequestContext) => Listing<Row>)
  /** What its list can be searched by; undefined where it cannot. */
  keys?: ListKeys
  /** What lists of it and each one can be asked for besides what all resources can. */
  parameters?: Readonly<Record<string, ParameterRule>>
  /** What the rules are asked about. */
  targetOf(row: Row): Target
  view(row: Row): Readonly<Record<string, unknown>>
  viewSchema: z.ZodType
}

/** Where the resource's rows are for this request. */
export const listingFor = <Row extends ReadRow>(context: RequestContext, { listing }: Resource<Row>): Listing<Row> =>
  typeof listing === 'function' ? listing(context) : listing

/** The rule for reading it, or for reading one attribute of it; undefined where there is none. */
export function readingRule({ singular }: { singular: string }, attribute?: string): Rule | undefined {
  const name = attribute === undefined ? `get_${singular}` : `get_${singular}:${attribute}`
  return isRule(name) ? name : undefined
}

/** Whose rows of the resource the caller lists: everybody's only where they may see what belongs to nobody, and do not want just their own. */
export function scopeOf({ query, caller, may }: RequestContext, resource: { singular: string }): ListPage['scope'] {
  const wantsOwn = asBoolean(query.one('kilonova:own') ?? '') === true
  return !wantsOwn && may(readingRule(resource)!, { projectId: null }) ? 'all' : { projectId: caller.projectId ?? '' }
}

/** Whether the caller may see the row. */
export const maySee = <Row extends ReadRow>(context: RequestContext, resource: Resource<Row>, row: Row): boolean =>
  context.may(readingRule(resource)!, resource.targetOf(row))

/** One row; one that the caller may not see is not there. */
export async function getRow<Row extends ReadRow>(
  { db }: Pick<NetworkDeps, 'db'>,
  context: RequestContext,
  resource: Resource<Row>,
  id: string,
): Promise<Row> {
  const row = await findRow(db, listingFor(context, resource), id)
  if (!row || !maySee(context, resource, row)) throw notFound(resource.noun, id)
  return row
}

/**
 * What a rule is asked about while it is not known yet which thing it is: one of the caller's own, on a network that is theirs and shared
 * with them. Whoever may not do it with that may do it with nothing; about the thing itself the handler asks again.
 */
export const bestCase = (
  _deps: NetworkDeps,
  { caller: { projectId, userId } }: Pick<RequestContext, 'caller'>,
): Target => ({
  projectId,
  userId,
  attributes: {
    'network:project_id': projectId,
    'security_group:project_id': projectId,
    shared: true,
    'router:external': true,
  },
})

/** What a rule is asked about that is about the one that the path names. */
export const theOneOf =
  <Row extends ReadRow>(resource: Resource<Row>) =>
  async (deps: NetworkDeps, context: RequestContext): Promise<Target> => {
    const row = await getRow(deps, context, resource, context.params['id']!)
    if ('name' in row && typeof row.name === 'string') context.note({ target: { name: row.name } })
    return resource.targetOf(row)
  }

/** The row as the caller sees it: without the attributes that a rule keeps from them. */
export function viewFor<Row extends ReadRow>(context: RequestContext, resource: Resource<Row>, row: Row): object {
  const target = resource.targetOf(row)
  const shown = Object.entries(resource.view(row)).filter(([name]) => {
    const rule = readingRule(resource, name)
    return rule === undefined || context.may(rule, target)
  })
  return Object.fromEntries(shown)
}

/** The view with only the fields that the query names, where it names any. */
export function onlyFields(view: object, { query }: RequestContext): object {
  const fields = query.all('fields').filter((name) => name !== '')
  if (fields.length === 0) return view
  return Object.fromEntries(Object.entries(view).filter(([name]) => fields.includes(name)))
}

/** The project that something is made in: the caller's own, or for an administrator any that the body names. */
export function projectToMakeIn({ caller, may }: RequestContext, named: string | undefined): ProjectId {
  const projectId = (named ?? caller.projectId) as ProjectId | null
  if (projectId === null) throw forbidden('The token is not scoped to a project. Request a project-scoped token.')
  if (projectId !== caller.projectId && !may('context_is_admin') && !may('context_is_advsvc'))
    throw forbidden('Only administrators make something for another project. Leave project_id out.')
  return projectId
}

// What Neutron takes for granted of a new thing: a rule is not asked about an attribute that is said to be so.
const defaults: Readonly<Record<string, unknown>> = {
  shared: false,
  'router:external': false,
  port_security_enabled: true,
  device_id: '',
  device_owner: '',
  'binding:vnic_type': 'normal',
  'binding:host_id': '',
}

/** Asks the rule of the action, and the rules of the attributes that `body` sets: `create_network`, `create_network:shared`. */
export function permitWriting(
  context: RequestContext,
  rule: 'create_network' | 'create_subnet' | 'create_port' | 'update_network' | 'update_subnet' | 'update_port',
  body: Readonly<Record<string, unknown>>,
  target: Target,
): void {
  context.permit(rule, target)
  const isCreated = rule.startsWith('create_')
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined || (isCreated && value === defaults[name])) continue
    const names = [name, ...partsOf(value).map((part) => `${name}:${part}`)].map((part) => `${rule}:${part}`)
    for (const one of names) if (isRule(one)) context.permit(one, target)
  }
}

/** The attributes within a list of objects: `fixed_ips:ip_address`. */
const partsOf = (value: unknown): string[] =>
  Array.isArray(value)
    ? [...new Set(value.flatMap((one) => (typeof one === 'object' && one !== null ? Object.keys(one) : [])))]
    : []
