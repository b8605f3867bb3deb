import type { Context } from 'hono'
import { CloudError } from '@kilonova/compute-core/platform/errors'
import { asFault } from '@kilonova/compute-core/platform/http/as-fault'
import { HTTPException } from 'hono/http-exception'
import type { CloudClient } from '../cloud/cloud-client.ts'
import { Refusal, type RefusalBody } from '../cloud/refusal.ts'
import type { BffEnv } from './bff-env.ts'
import { dropSession } from './session-cookie.ts'

/** The response for an error: what was refused and by which service. A 401 from any service ends the session, if the person's own token is over. */
export async function respondToError(error: Error, c: Context<BffEnv>): Promise<Response> {
  const described = describeError(error)
  const body = described.status === 401 ? await whatIsOver(c, described) : described
  // What a service refuses stands in its own log.
  if (body.status >= 500 && !(error instanceof Refusal))
    c.var.deps.log.error({ err: error, path: c.req.path, ...body }, 'dashboard request failed')
  if (body.status === 401) dropSession(c)
  if (body.retryAfterSeconds !== undefined) c.header('Retry-After', String(body.retryAfterSeconds))
  return c.json({ error: body }, body.status as 400)
}

const accessChanged: RefusalBody = {
  status: 503,
  service: 'dashboard',
  message: 'Your access to this project has just changed. Try again.',
  retryAfterSeconds: 1,
}

/**
 * What a 401 says to the browser, to which it is the end of the session. Where only the token for a project was over, it is forgotten:
 * the next request has another. Where that one is good, something in the request itself was refused, as a wrong password.
 */
async function whatIsOver(
  { var: { person, personCloud, session, cloud, scopedTokens } }: Context<BffEnv>,
  refused: RefusalBody,
): Promise<RefusalBody> {
  if (!session) return refused
  if ((await stateOf(cloud, session.token)) === 'good') return { ...refused, status: 403 }
  scopedTokens.forget(person)
  return (await stateOf(personCloud, person.token)) === 'over' ? refused : accessChanged
}

/** Whether identity takes the token; that it cannot be asked just now says neither, and ends no session. */
const stateOf = (cloud: CloudClient, token: string): Promise<'good' | 'over' | 'unknown'> =>
  cloud.send('identity', '/auth/tokens?nocatalog', { method: 'HEAD', headers: { 'x-subject-token': token } }).then(
    () => 'good',
    (error: unknown) => (error instanceof Refusal && error.body.status === 401 ? 'over' : 'unknown'),
  )

function describeError(error: Error): RefusalBody {
  if (error instanceof Refusal) return error.body
  if (error instanceof CloudError) {
    const { status, message } = asFault(error)
    return { status, message, service: 'dashboard' }
  }
  if (error instanceof HTTPException) return { message: error.message, status: error.status, service: 'dashboard' }
  return { message: 'The dashboard failed. The cause is in its log.', status: 500, service: 'dashboard' }
}
