/** What a token is good for. */
export type Scope =
  | { kind: 'unscoped' }
  | { kind: 'system' }
  | { kind: 'domain'; domainId: string }
  | { kind: 'project'; projectId: string }

/** A role as tokens and lists show it. */
export interface RoleName {
  id: string
  name: string
}
