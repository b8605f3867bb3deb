/** Something that a request is about. */
export interface AuditTarget {
  kind: string | null
  id: string | null
  /** As it was called then. */
  name: string | null
}

/** What a route knows of its request that neither the address nor the answer says. */
export interface Noted {
  target?: Partial<AuditTarget> | undefined
  /** Who it was, where no token says it: somebody who signs in and is known. */
  user?: { id: string; name: string } | undefined
  /** For which project somebody signs in. */
  project?: { id: string; name: string } | undefined
  /** By what they signed in. */
  methods?: readonly string[] | undefined
  /** It changes nothing, although it is no GET: the audit leaves it out. */
  isReading?: boolean | undefined
  /** What else a good answer hides: the request came to nothing, for this reason. */
  failure?: string | undefined
}
