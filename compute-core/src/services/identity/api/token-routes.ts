import { z } from 'zod'
import { invalid, notFound } from '#platform/errors'
import { hashOfToken } from '../domain/token-secret.ts'
import { type SignedIn, signIn } from '../sign-in.ts'
import { findDomain } from '../store/domain-store.ts'
import { deleteToken, findToken, type TokenRow } from '../store/token-store.ts'
import type { IdentityDeps } from './identity-deps.ts'
import { notedOf } from './noted-of-token.ts'
import { type RequestContext, route, routeWithBody } from './route.ts'
import { readAuth } from './token-request.ts'
import { keystoneTime, tokenView, viewToken } from './view-token.ts'

const response = z.strictObject({ token: tokenView })
const query = { parameters: { nocatalog: { summary: 'Leave the catalog out.' } } }

/** Signing in, checking tokens and revoking them. */
export const tokenRoutes = [
  routeWithBody('POST /v3/auth/tokens', readAuth, {
    operation: 'sign-in',
    isOpen: true,
    query,
    success: 201,
    response,
    summary:
      'Sign in: a token for a password, for a passcode, for both, or for another token. Where a user has to show more, a 401 with a receipt.',
    async handle(deps, context, asked) {
      const methods = asked.credentials.map(({ method }) => method)
      // A token for another scope is had on every page: who has it has signed in already. By a trust they act for somebody else.
      const isRescoped = methods.every((method) => method === 'token') && asked.wanted.kind !== 'trust'
      context.note({ methods, isReading: isRescoped })
      const receipt = context.request.headers.get(receiptHeader) ?? undefined
      const signedIn = await signIn(deps, { ...asked, receipt }, context)
      if (signedIn.kind === 'receipt') {
        context.note({ failure: 'What was shown is right, and this user has to show more.' })
        return receiptResponse(deps, signedIn)
      }
      const { secret, token } = signedIn
      context.note(notedOf(token))
      return { status: 201, body: { token: await viewToken(deps, context, token) }, headers: headersWith(secret) }
    },
  }),

  route('GET /v3/auth/tokens', {
    query,
    response,
    summary: 'Check a token and show what it is good for.',
    async handle(deps, context) {
      const isHead = context.request.method === 'HEAD'
      const token = await subjectOf(deps, context)
      context.permit(isHead ? 'identity:check_token' : 'identity:validate_token', targetOf(token))
      return { body: { token: await viewToken(deps, context, token) }, headers: headersWith(secretOf(context)) }
    },
  }),

  route('DELETE /v3/auth/tokens', {
    rule: 'identity:revoke_token',
    target: async (deps, context) => targetOf(await subjectOf(deps, context)),
    operation: 'token-revoke',
    success: 204,
    summary: 'Revoke a token.',
    async handle(deps, context) {
      if (!(await deleteToken(deps.db, hashOfToken(secretOf(context))))) throw unknownSubject()
      return { status: 204 }
    },
  }),
]

const receiptHeader = 'Openstack-Auth-Receipt'

/** What Keystone says to who has shown a part of what it takes: what that was, and what goes with it. */
async function receiptResponse({ db }: IdentityDeps, signedIn: Extract<SignedIn, { kind: 'receipt' }>) {
  const { user, receipt, required } = signedIn
  const domain = (await findDomain(db, user.domain_id))!
  return {
    status: 401,
    headers: { [receiptHeader]: receipt.secret, Vary: 'X-Auth-Token, Accept-Encoding' },
    body: {
      receipt: {
        methods: receipt.methods,
        user: { id: user.id, name: user.name, domain: { id: domain.id, name: domain.name } },
        expires_at: keystoneTime(receipt.expiresAt),
        issued_at: keystoneTime(receipt.issuedAt),
      },
      required_auth_methods: required,
    },
  } as const
}

const unknownSubject = () => notFound('The token', 'in X-Subject-Token')

const headersWith = (secret: string) => ({ 'X-Subject-Token': secret, Vary: 'X-Auth-Token, Accept-Encoding' })

/** The token that the request is about; a 404 for everybody where there is none. */
async function subjectOf({ db, clock }: IdentityDeps, context: RequestContext): Promise<TokenRow> {
  const token = await findToken(db, hashOfToken(secretOf(context)), clock.now())
  if (!token) throw unknownSubject()
  return token
}

const targetOf = (token: TokenRow) => ({ attributes: { 'target.token.user_id': token.user_id } })

function secretOf({ request }: RequestContext): string {
  const secret = request.headers.get('x-subject-token')
  if (!secret) throw invalid('The header X-Subject-Token with the token in question is missing.')
  return secret
}
