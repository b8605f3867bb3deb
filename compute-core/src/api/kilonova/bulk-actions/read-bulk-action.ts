import { z } from 'zod'
import { invalid } from '#platform/errors'
import { uuidField } from '#platform/service/fields'
import { described, parseBody } from '#platform/service/read-as'
import type { RequestContext } from '../../route.ts'
import { isActionName } from '../../servers/actions/action-versions.ts'
import { readAction } from '../../servers/server-action-route.ts'

/** How many servers one run may have. */
export const mostServers = 5_000

/** What one run asks, and of which servers. */
export interface WantedBulkAction {
  action: string
  /** The body of each request; null for a delete. */
  body: Record<string, unknown> | null
  /** Their ids, or what finds them. */
  servers: readonly string[] | { query: string; allProjects: boolean }
}

const bulkBody = z
  .strictObject({
    action: z
      .union([z.literal('delete'), z.record(z.string(), z.unknown())], {
        error: 'It must be "delete", or an action as in the body of POST /servers/{id}/action.',
      })
      .describe('`delete`, or what POST /servers/{id}/action takes.'),
    servers: z
      .array(uuidField)
      .min(1)
      .max(mostServers)
      .optional()
      .describe('The ids of the servers, in the order in which they are asked.'),
    query: z.string().optional().describe('Or what finds them, as kilonova:q of GET /servers does.'),
    all_tenants: z.boolean().optional().describe('For administrators: the query is about all projects.'),
  })
  .refine(({ servers, query }) => (servers === undefined) !== (query === undefined), {
    message: 'Send either the ids of the servers, or a query that finds them.',
    path: ['servers'],
  })
  .refine((told) => told.servers === undefined || told.all_tenants === undefined, {
    message: 'It is about a query. Servers that are named by their ids are those, in whatever project.',
    path: ['all_tenants'],
  })

const byTheCallersToken = 'another service is asked for it with your token, which a run does not keep'
const answersWithMore = 'it answers with something, which a run does not keep'

/** Actions that are asked of one server at a time, and why. */
const oneByOne: Readonly<Record<string, string>> = {
  changePassword: 'a run would keep the password',
  'os-getConsoleOutput': answersWithMore,
  'os-getVNCConsole': answersWithMore,
  'os-getSerialConsole': answersWithMore,
  'os-getSPICEConsole': answersWithMore,
  'os-getRDPConsole': answersWithMore,
  addSecurityGroup: byTheCallersToken,
  removeSecurityGroup: byTheCallersToken,
  addFixedIp: byTheCallersToken,
  removeFixedIp: byTheCallersToken,
  addFloatingIp: byTheCallersToken,
  removeFloatingIp: byTheCallersToken,
}

/** Reads what is asked of many servers: the action as it would be read for one, and each server once. */
export const readBulkAction = described<never, WantedBulkAction>(bulkBody, (body, context) => {
  const told = parseBody(bulkBody, body, (context as RequestContext).legacy)
  const { action } = told
  const asked = {
    servers:
      told.query === undefined
        ? [...new Set(told.servers!.map((id) => id.toLowerCase()))]
        : { query: told.query, allProjects: told.all_tenants === true },
  }
  if (action === 'delete') return { ...asked, action, body: null }
  const name = nameOf(action)
  if (oneByOne[name] !== undefined)
    throw invalid(`The action ${name} is for one server at a time: ${oneByOne[name]}.`, 'action')
  readAction(action, context as RequestContext)
  if (hasPassword(action[name]))
    throw invalid('A run keeps no adminPass. Leave it out: each server then gets one of its own.', 'action')
  return { ...asked, action: name, body: action }
})

const nameOf = (action: Readonly<Record<string, unknown>>): string => {
  const names = Object.keys(action)
  return names.find(isActionName) ?? names[0] ?? ''
}

const hasPassword = (told: unknown): boolean =>
  typeof told === 'object' && told !== null && Object.hasOwn(told, 'adminPass')
