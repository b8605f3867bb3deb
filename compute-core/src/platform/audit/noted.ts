/** Something that a request is about. */
export interface AuditTarget {
  kind: string | null
  id: string | null
  /** As it was called then. */
  name: string | null
}

/** By what somebody has a token that is not simply their own. */
export interface Delegated {
  application_credential_id: string | null
  trust_id: string | null
  /** Who acts by the trust: the token may say the trustor. */
  trustee_user_id: string | null
}

/** What a route knows of its request that neither the address nor the answer says. */
export interface Noted {
  target?: Partial<AuditTarget> | undefined
  /** Who it was, where no token says it: somebody who signs in and is known. */
  user?: { id: string; name: string } | undefined
  /** For which project somebody signs in. */
  project?: { id: string; name: string } | undefined
  /** For what they sign in. */
  scope?: 'project' | 'domain' | 'system' | 'none' | undefined
  /** By what they act for somebody, or for themselves. */
  delegation?: Delegated | undefined
  /** By what they signed in. */
  methods?: readonly string[] | undefined
  /** It changes nothing, although it is no GET: the audit leaves it out. */
  isReading?: boolean | undefined
  /** What else a good answer hides: the request came to nothing, for this reason. */
  failure?: string | undefined
}
