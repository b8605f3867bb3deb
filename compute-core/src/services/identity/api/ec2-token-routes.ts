import { z } from 'zod'
import { invalid, unauthorized } from '#platform/errors'
import { readAs } from '#platform/service/read-as'
import { isSignedWith, signedTimeOf, type SignedRequest } from '../domain/ec2-signature.ts'
import { attemptAt } from '../attempt.ts'
import { issueToken } from '../sign-in.ts'
import { findApplicationCredential } from '../store/application-credential-store.ts'
import { findEc2Credential } from '../store/credential-store.ts'
import { findTrust } from '../store/trust-store.ts'
import { findUser } from '../store/user-store.ts'
import { text } from './fields.ts'
import { notedOf } from './noted-of-token.ts'
import { routeWithBody } from './route.ts'
import { tokenView, viewToken } from './view-token.ts'

const texts = z.record(text(1024), text(65_535))
const signed = z.object({
  access: text(255),
  signature: text(1024),
  host: text(1024).optional(),
  verb: text(32).optional(),
  path: text(65_535).optional(),
  params: texts.optional(),
  headers: texts.optional(),
  body_hash: text(255).optional(),
})
const body = z
  .object({ credentials: signed.optional(), ec2Credentials: signed.optional() })
  .refine((given) => given.credentials || given.ec2Credentials, 'Give credentials with access and signature.')

const methods = ['ec2credential']

/** How old or how far ahead a signed request may be. */
const leewayMs = 15 * 60_000

/** Tokens for requests that were signed with an EC2 credential: for the services that serve that API. */
export const ec2TokenRoutes = [
  routeWithBody('POST /v3/ec2tokens', readAs(body), {
    rule: 'identity:ec2tokens_validate',
    target: () => ({}),
    response: z.strictObject({ token: tokenView }),
    summary: 'Issue a token for a request that was signed with an EC2 credential.',
    async handle(deps, context, given) {
      const { db, seal, clock, guard } = deps
      context.note({ methods })
      const { access, ...request } = (given.credentials ?? given.ec2Credentials)!
      assertFresh(request, clock.now())
      const row = await findEc2Credential(db, access)
      const user = row && (await findUser(db, row.user_id))
      const attempt = attemptAt(user, `ec2 ${access}`, context)
      const isRight = await guard.attempt({ ...attempt, account: `${attempt.account}/ec2 ${access}` }, async () => {
        const secret = row && (JSON.parse(seal.open(row.blob)) as { secret: string }).secret
        return secret !== undefined && isSignedWith(secret, request)
      })
      if (!row?.project_id || !user || !isRight)
        throw unauthorized('The EC2 signature is wrong, or its credential is unknown.')
      const now = clock.now()
      const trust = row.trust_id === null ? undefined : await findTrust(db, row.trust_id, now)
      const credential = row.application_credential_id
      const applicationCredential = credential === null ? undefined : await findApplicationCredential(db, credential)
      if (row.trust_id !== null && !trust)
        throw unauthorized('The trust of the EC2 credential has expired or was deleted. Create another credential.')
      const { secret, token } = await issueToken(deps, {
        user,
        methods,
        scope: { kind: 'project', projectId: row.project_id },
        applicationCredential,
        trust,
      })
      context.note(notedOf(token))
      return { body: { token: await viewToken(deps, context, token) }, headers: { 'X-Subject-Token': secret } }
    },
  }),
]

/** A request that somebody has kept, or dated ahead, is no proof of who sends it. */
function assertFresh(request: SignedRequest, now: Date): void {
  const said = signedTimeOf(request)
  if (said === undefined) throw invalid('The signed request has no time: Timestamp, or X-Amz-Date in version 4.')
  const compact = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(said)
  const iso = compact ? `${compact.slice(1, 4).join('-')}T${compact.slice(4).join(':')}Z` : said
  const time = Date.parse(/T[\d:.]+$/.test(iso) ? `${iso}Z` : iso)
  if (!(Math.abs(time - now.getTime()) <= leewayMs))
    throw unauthorized('The request was not signed within the last 15 minutes. Sign it again, and check the clock.')
}
