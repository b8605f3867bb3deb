import type { ClientEnv } from '@kilonova/compute-core/platform/http/client-address'
import type { OidcProvider } from '@kilonova/compute-core/platform/oidc-setting'
import type { Log } from '@kilonova/compute-core/platform/log'
import type { Seal } from '@kilonova/compute-core/platform/seal'
import type { CloudClient } from '../cloud/cloud-client.ts'
import type { Cloud } from '../cloud/cloud.ts'
import type { ScopedTokens } from './scoped-tokens.ts'
import type { Person, Scope, Session } from './session.ts'

/** What the sign-in page is made from. */
export interface SignInSettings {
  cloudName: string
  /** The domains that it offers; where there is more than one and none is said, it asks for the name. */
  domains?: readonly string[] | undefined
  oidc: readonly OidcProvider[]
}

/** What `bffApp` is made of. */
export interface BffDeps {
  cloud: Cloud
  /** The folder of the built dashboard. */
  webDist: string
  /** 32 bytes that seal the session cookie; the same in every process of one cloud. */
  cookieKey: Buffer
  /** How browsers reach this cloud; by default what they asked for. */
  publicUrl?: string | undefined
  /** Whether browsers are to use https alone from now on: they reach the cloud under a certificate that they trust. */
  isTlsForGood?: boolean
  /** How the cloud is called and by what people sign in, besides their password; by default nothing. */
  signIn?: SignInSettings | undefined
  log: Log
}

/** What routes find in their context. */
export interface BffEnv {
  Bindings: ClientEnv
  Variables: {
    deps: BffDeps
    seal: Seal
    nonce: string
    scopedTokens: ScopedTokens
    /** Who is signed in. */
    person: Person
    /** The public APIs with the person's own token, which is for no project. */
    personCloud: CloudClient
    /** What the request is about; set below `/bff/p/:project` and `/bff/admin`. */
    scope: Scope
    /** The person in the project of the request; for administrators, in a project that gives them their role. */
    session: Session
    /** The public APIs, with the session's token. */
    cloud: CloudClient
  }
}
