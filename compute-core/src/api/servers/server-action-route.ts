import { CloudError, invalid, notFound } from '#platform/errors'
import { type Ask, routeWithBody } from '../route.ts'
import { knownActions } from './actions/known-actions.ts'
import { serverActions } from './actions/server-actions.ts'
import type { PreparedAction } from './actions/server-action.ts'

/** The one action that a body names, with what it is told already checked. */
function readAction(body: unknown, ask: Ask): PreparedAction {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || Object.keys(body).length === 0)
    throw invalid('Malformed request body: send an object whose only key is the action.')
  const names = Object.keys(body)
  const name = names.find((key) => key in knownActions || serverActions.has(key)) ?? names[0]!
  const action = serverActions.get(name)
  if (action?.isAt(ask.version)) return action.prepare(body as Record<string, unknown>, ask)
  if (action) throw notFound('The resource', `action ${name}`)
  const span = knownActions[name]
  if (span === undefined)
    throw invalid(`There is no such action: ${name}. Built are: ${[...serverActions.keys()].toSorted().join(', ')}.`)
  if (span === 'gone')
    throw new CloudError({ kind: 'gone', message: `The action ${name} has been removed from the API for good.` })
  if (ask.version < span[0] || ask.version > span[1]) throw notFound('The resource', `action ${name}`)
  throw new CloudError({ kind: 'not-implemented', message: `The action ${name} is not built yet in this cloud.` })
}

/** Does something to a server: what, is the body's only key. */
export const serverActionRoute = routeWithBody('POST /servers/:server/action', readAction, {
  handle: (api, ask, action) => action(api, ask),
})
