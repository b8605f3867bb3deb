import type { Duplex } from 'node:stream'
import type { ClientEnv } from '@kilonova/compute-core/platform/http/client-address'
import type { OidcProvider } from '@kilonova/compute-core/platform/oidc-setting'

/**
 * Something changed: `topic` says what kind, `subjectId` which one, `projectId` whose (null: no project's in particular), `shown` what
 * lists show of it now.
 */
export interface CloudEvent {
  topic: string
  subjectId: string
  projectId: string | null
  change: 'created' | 'updated' | 'deleted'
  shown: Readonly<Record<string, unknown>> | null
}

/** What the bff needs from the cloud in its process. */
export interface Cloud {
  /** The OpenStack APIs, at /identity/v3 /compute/v2.1 /image/v2 /network/v2.0. */
  fetch(request: Request, env?: ClientEnv): Promise<Response> | Response
  events: { subscribe(listener: (event: CloudEvent) => void): () => void }
  /** Redeems a single-use console token and opens its stream, a screen or a serial port; undefined for a used or expired token. */
  openConsole(token: string): Promise<Duplex | undefined>
  /**
   * A fresh unscoped token for an unscoped one that is still good; that one stays good until its own end. Undefined where nothing is gained:
   * the person is gone or disabled, the token is over, or the session has reached its longest.
   */
  renewToken(token: string, session: { signedInAt: Date }): Promise<{ token: string; expiresAt: Date } | undefined>
  /** Ends a sign-in: this token, those that renewed it, and all that were had for one of them. */
  endSession(token: string): Promise<void>
  /** Whether people have to say to which domain they belong. */
  hasSeveralDomains(): Promise<boolean>
  /** Signs in whom an OpenID provider vouches for, with what its settings give them: an unscoped token, or why there is none. */
  signInFederated(
    provider: OidcProvider,
    person: {
      issuer: string
      /** Their name at the provider, which is nobody else's ever. */
      subject: string
      name: string
      email?: string | undefined
      groups: readonly string[]
    },
    from: ClientEnv,
  ): Promise<
    | { kind: 'signed-in'; user: { id: string; name: string }; token: string; expiresAt: Date }
    | { kind: 'refused'; reason: 'disabled' | 'unknown' | 'no-domain' | 'second-factor' }
  >
  health(): Promise<{ ready: boolean; missing: string[] }>
  /** Its figures in Prometheus' text format. */
  metrics(): Promise<string>
}
