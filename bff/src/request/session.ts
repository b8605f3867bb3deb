/** Who is signed in, as the sealed cookie keeps it. The token is for no project: those for projects are had with it when they are needed. */
export interface Person {
  user: { id: string; name: string }
  token: string
  expiresAt: string
  /** When the password was given; a session is renewed for some hours from then. */
  signedInAt: string
}

/** A person at work in one project, with the token for it. */
export interface Session {
  user: { id: string; name: string }
  /** Without a name and an id for who sees the whole cloud with a token for the system. */
  project: { id: string; name: string }
  roles: readonly string[]
  token: string
  expiresAt: string
  /** The policy rules that the token does not pass, each with who does. */
  refused: Refused
}

/** Policy rules by name, of all services, each with who passes it in words: `the admin role`. */
export type Refused = Readonly<Record<string, string>>

/** What a page is about: one project, or the whole cloud as its administrators see it. */
export type Scope = 'project' | 'admin'

/** Whether this session has the admin role. */
export const isAdmin = ({ roles }: Pick<Session, 'roles'>): boolean => roles.includes('admin')

/** Whether this session's roles allow changes in its project. */
export const isMember = ({ roles }: Pick<Session, 'roles'>): boolean =>
  roles.some((role) => role === 'member' || role === 'manager')
