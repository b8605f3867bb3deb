import type { OidcProvider } from '@kilonova/compute-core/platform/oidc-setting'
import * as client from 'openid-client'

/** What is kept in the browser, sealed, between the way to a provider and the way back. */
export interface RoundTrip {
  provider: string
  state: string
  nonce: string
  verifier: string
  /** Where the person wanted to go. */
  back: string
  startedAt: number
}

/** The providers of a dashboard; what they say of themselves is asked for once, and again where it was not to be had. */
export type OidcClient = ReturnType<typeof oidcClient>

const timeoutSeconds = 10
/** Keys and addresses of a provider change; it is asked again after this. */
const freshMs = 60 * 60_000

/** Speaks to OpenID providers: authorization code with PKCE, state and nonce. */
export function oidcClient(providers: readonly OidcProvider[]) {
  const known = new Map<string, { at: number; configuration: Promise<client.Configuration> }>()

  function configurationOf(provider: OidcProvider): Promise<client.Configuration> {
    const kept = known.get(provider.id)
    if (kept && Date.now() - kept.at < freshMs) return kept.configuration
    const configuration = discover(provider)
    known.set(provider.id, { at: Date.now(), configuration })
    configuration.catch(() => known.delete(provider.id))
    return configuration
  }

  return {
    find: (id: string): OidcProvider | undefined => providers.find((provider) => provider.id === id),

    /** Where a person is sent to sign in, and what has to be kept until they come back. */
    async start(provider: OidcProvider, { redirectUri, back }: { redirectUri: string; back: string }) {
      const configuration = await configurationOf(provider)
      const trip: RoundTrip = {
        provider: provider.id,
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
        back,
        startedAt: Date.now(),
      }
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: provider.scopes,
        state: trip.state,
        nonce: trip.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(trip.verifier),
        code_challenge_method: 'S256',
      })
      return { url, trip }
    },

    /** Whom the provider vouches for in its answer `url`; throws for one that is not an answer to `trip`. */
    async finish(provider: OidcProvider, { url, trip }: { url: URL; trip: RoundTrip }) {
      const configuration = await configurationOf(provider)
      const tokens = await client.authorizationCodeGrant(configuration, url, {
        pkceCodeVerifier: trip.verifier,
        expectedState: trip.state,
        expectedNonce: trip.nonce,
        idTokenExpected: true,
      })
      const claims = tokens.claims()!
      const isComplete = [provider.user_claim, provider.groups_claim].every(
        (name) => claimOf(claims, name) !== undefined,
      )
      const more =
        isComplete || !configuration.serverMetadata().userinfo_endpoint
          ? {}
          : await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
      return personOf(provider, { ...more, ...claims })
    },
  }
}

function discover({ issuer, client_id: id, client_secret: secret }: OidcProvider): Promise<client.Configuration> {
  const isPlain = new URL(issuer).protocol === 'http:'
  return client.discovery(new URL(issuer), id, secret, secret === undefined ? client.None() : undefined, {
    timeout: timeoutSeconds,
    // The settings allow this on the loopback alone.
    ...(isPlain && { execute: [client.allowInsecureRequests] }),
  })
}

type Claims = Readonly<Record<string, unknown>>

function personOf(provider: OidcProvider, claims: Claims & { iss: string; sub: string }) {
  const groups = claimOf(claims, provider.groups_claim)
  const { email, email_verified: isVerified } = claims
  return {
    issuer: claims.iss,
    subject: claims.sub,
    name: textOf(claimOf(claims, provider.user_claim)) ?? claims.sub,
    email: isVerified === false ? undefined : textOf(email),
    groups: [groups].flat().filter((group) => typeof group === 'string'),
  }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined

/** A claim by its name, or by the path to it, as in `realm_access.roles`. */
const claimOf = (claims: Claims, name: string): unknown =>
  Object.hasOwn(claims, name)
    ? claims[name]
    : name
        .split('.')
        .reduce<unknown>(
          (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
          claims,
        )

/** Why somebody who went to a provider did not get in, for the sign-in page. */
export type OidcProblem = 'denied' | 'unavailable' | 'failed'

/** What stands behind an error on the way to a provider or back. */
export function problemOf(error: unknown): OidcProblem {
  if (error instanceof client.AuthorizationResponseError) return error.error === 'access_denied' ? 'denied' : 'failed'
  const isUnreachable =
    error instanceof TypeError ||
    (error instanceof DOMException && error.name === 'TimeoutError') ||
    isServerError(error)
  return isUnreachable ? 'unavailable' : 'failed'
}

/** openid-client wraps what fetch throws; and a provider that is ill answers with a status of 500 or more. */
function isServerError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { cause } = error
  if (cause instanceof TypeError || (cause instanceof DOMException && cause.name === 'TimeoutError')) return true
  return cause instanceof Response && cause.status >= 500
}
