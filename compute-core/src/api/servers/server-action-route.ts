import { z } from 'zod'
import { CloudError, invalid, notFound } from '#platform/errors'
import { described } from '#platform/service/read-as'
import { type RequestContext, routeWithBody } from '../route.ts'
import { actionVersions, isActionName } from './actions/action-versions.ts'
import { serverActions } from './actions/server-actions.ts'
import type { PreparedAction } from './actions/server-action.ts'
import { refuseUnbuilt, unbuiltActions } from './actions/unbuilt-actions.ts'
import { rebuiltServerSchema } from './server-schema.ts'

/** The one action that a body names, with what it is told already checked. */
export function readAction(body: unknown, context: RequestContext): PreparedAction {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || Object.keys(body).length === 0)
    throw invalid('Malformed request body: send an object whose only key is the action.')
  const names = Object.keys(body)
  const name = names.find(isActionName) ?? names[0]!
  const action = serverActions.get(name)
  if (action?.isAt(context.version)) return action.prepare(body as Record<string, unknown>, context)
  if (action) throw notFound('The resource', `action ${name}`)
  if (!isActionName(name))
    throw invalid(`There is no such action: ${name}. Built are: ${[...serverActions.keys()].toSorted().join(', ')}.`)
  const span = actionVersions[name]
  if (span === 'gone')
    throw new CloudError({ kind: 'gone', message: `The action ${name} has been removed from the API for good.` })
  if (context.version < span[0] || context.version > span[1]) throw notFound('The resource', `action ${name}`)
  return refuseUnbuilt(name, unbuiltActions[name]!)
}

/** One of all actions that there are at the request's version. */
const anyAction = (context: RequestContext) =>
  z.union(
    [...serverActions.values()]
      .filter((action) => action.isAt(context.version))
      .map((action) => action.schema(context)),
  )

/** What actions answer with, each its own; most nothing. */
const actionResponse = z
  .union([
    z.strictObject({ adminPass: z.string() }),
    z.strictObject({ image_id: z.string() }),
    z.strictObject({ output: z.string() }),
    z.strictObject({ server: rebuiltServerSchema }),
  ])
  .optional()

/** Does something to a server: what, is the body's only key. */
export const serverActionRoute = routeWithBody('POST /servers/:server/action', described(anyAction, readAction), {
  response: actionResponse,
  success: 202,
  summary: 'Does something to a server.',
  handle: (api, context, action) => action(api, context),
})
