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
  project: { id: string; name: string }
  roles: readonly string[]
  token: string
  expiresAt: string
}

/** What a page is about: one project, or the whole cloud as its administrators see it. */
export type Scope = 'project' | 'admin'

/** Whether this session has the admin role. */
export const isAdmin = ({ roles }: Pick<Session, 'roles'>): boolean => roles.includes('admin')

/** Whether this session's roles allow changes in its project. */
export const isMember = ({ roles }: Pick<Session, 'roles'>): boolean =>
  roles.some((role) => role === 'member' || role === 'manager')
