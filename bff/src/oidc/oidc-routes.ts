import type { OidcProvider } from '@kilonova/compute-core/platform/oidc-setting'
import { type Context, Hono } from 'hono'
import { Refusal } from '../cloud/refusal.ts'
import type { BffEnv } from '../request/bff-env.ts'
import { writePerson } from '../request/session-cookie.ts'
import { type OidcClient, oidcClient, type OidcProblem, problemOf, type RoundTrip } from './oidc-client.ts'
import { safeBack } from '../request/safe-back.ts'
import { takeRoundTrip, writeRoundTrip } from './round-trip-cookie.ts'

/** What the sign-in page explains in a sentence. */
type Problem = OidcProblem | 'expired' | 'disabled' | 'unknown' | 'no-domain' | 'second-factor'

/** Signing in through one of the providers: the way there, and the way back. A browser follows both, not a page's script. */
export function oidcRoutes(providers: readonly OidcProvider[]): Hono<BffEnv> {
  const oidc = oidcClient(providers)
  return new Hono<BffEnv>()
    .get('/:id/start', async (c) => {
      const provider = knownProvider(oidc, c.req.param('id'))
      const back = safeBack(c.req.query('back'))
      try {
        const { url, trip } = await oidc.start(provider, { redirectUri: redirectUriOf(c, provider.id), back })
        writeRoundTrip(c, trip)
        return c.redirect(url.href, 303)
      } catch (error) {
        return backToSignIn(c, { error, back })
      }
    })
    .get('/:id/callback', async (c) => {
      const provider = knownProvider(oidc, c.req.param('id'))
      const trip = takeRoundTrip(c)
      // Somebody else's way, one that was begun again meanwhile, or one that took too long.
      if (trip?.provider !== provider.id || trip.state !== c.req.query('state'))
        return backToSignIn(c, { problem: 'expired', back: trip?.back ?? '/' })
      try {
        return await signIn(c, oidc, provider, trip)
      } catch (error) {
        return backToSignIn(c, { error, back: trip.back })
      }
    })
}

async function signIn(c: Context<BffEnv>, oidc: OidcClient, provider: OidcProvider, trip: RoundTrip) {
  const url = new URL(redirectUriOf(c, provider.id))
  url.search = new URL(c.req.url).search
  const person = await oidc.finish(provider, { url, trip })
  const result = await c.var.deps.cloud.signInFederated(provider, person, { clientAddress: c.env?.clientAddress })
  if (result.kind === 'refused') return backToSignIn(c, { problem: result.reason, back: trip.back })
  const { user, token, expiresAt } = result
  writePerson(c, { user, token, expiresAt: expiresAt.toISOString(), signedInAt: new Date().toISOString() })
  return c.redirect(trip.back, 303)
}

function knownProvider(oidc: OidcClient, id: string): OidcProvider {
  const provider = oidc.find(id)
  if (!provider)
    throw new Refusal({ status: 404, service: 'dashboard', message: `There is no provider ${id} to sign in with.` })
  return provider
}

const redirectUriOf = (c: Context<BffEnv>, id: string): string =>
  new URL(`/bff/session/oidc/${id}/callback`, c.var.deps.publicUrl ?? c.req.url).href

function backToSignIn(
  c: Context<BffEnv>,
  { problem, error, back }: { problem?: Problem; error?: unknown; back: string },
): Response {
  const provider = c.req.param('id') ?? ''
  // What a provider or a library says is for the operator; people get a sentence of ours.
  if (error !== undefined) c.var.deps.log.warn({ err: error, provider }, 'sign-in through a provider failed')
  const query = new URLSearchParams({ problem: problem ?? problemOf(error), provider, ...(back !== '/' && { back }) })
  return c.redirect(`/sign-in?${query}`, 303)
}
