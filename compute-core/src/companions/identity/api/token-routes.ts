import { invalid, notFound } from '#platform/errors'
import type { CloudContext } from '#platform/http/openstack-app'
import { readJson } from '#platform/http/read-body'
import { hashOfToken } from '../domain/token-secret.ts'
import { signIn } from '../sign-in.ts'
import { deleteToken, findToken, type TokenRow } from '../store/token-store.ts'
import { originOf, type IdentityApp, type IdentityOptions } from './identity-app.ts'
import { checksTokens, permit } from './policy.ts'
import { parseAuth } from './token-request.ts'
import { showToken } from './token-view.ts'

/** Signing in: the only route besides discovery that needs no token. */
export function addSignInRoute(app: IdentityApp, options: IdentityOptions): void {
  app.post('/v3/auth/tokens', async (c) => {
    const { credentials, wanted } = parseAuth(await readJson(c))
    const { secret, token } = await signIn(options, credentials, wanted)
    c.header('X-Subject-Token', secret)
    c.header('Vary', 'X-Auth-Token')
    return c.json({ token: shown(c, options, token) }, 201)
  })
}

/** Checking and revoking tokens, and what a token may reach. */
export function addTokenRoutes(app: IdentityApp, options: IdentityOptions): void {
  app.get('/v3/auth/tokens', async (c) => {
    const { secret, token } = await subject(c, options)
    const own = token?.user_id === c.get('caller').userId
    permit('identity:validate_token', own || checksTokens(c.get('caller')))
    if (!token) throw unknownSubject()
    c.header('X-Subject-Token', secret)
    c.header('Vary', 'X-Auth-Token')
    return c.json({ token: shown(c, options, token) })
  })

  app.delete('/v3/auth/tokens', async (c) => {
    const { secret, token } = await subject(c, options)
    const own = token?.user_id === c.get('caller').userId
    permit('identity:revoke_token', own || c.get('caller').isAdmin)
    if (!token) throw unknownSubject()
    await deleteToken(options.db, hashOfToken(secret))
    return c.body(null, 204)
  })
}

const unknownSubject = () => notFound('The token', 'in X-Subject-Token')

async function subject(c: CloudContext, { db, clock }: IdentityOptions) {
  const secret = c.req.header('x-subject-token')
  if (!secret) throw invalid('The header X-Subject-Token with the token in question is missing.')
  return { secret, token: await findToken(db, hashOfToken(secret), clock.now()) }
}

const shown = (c: CloudContext, options: IdentityOptions, token: TokenRow) =>
  showToken(token, {
    origin: originOf(c, options),
    mounted: options.mounted,
    catalog: c.req.query('nocatalog') === undefined,
  })
