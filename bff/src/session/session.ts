/** Who is signed in, to which project, and the tokens that prove it. It lives sealed in a cookie and nowhere else. */
export interface Session {
  user: { id: string; name: string }
  /** Null until one is chosen. */
  project: { id: string; name: string } | null
  roles: readonly string[]
  expiresAt: string
  /** Unscoped: lists projects and changes between them. */
  userToken: string
  /** Scoped to `project`; the unscoped one while there is none. */
  token: string
}

/** Whether this session may do what needs an administrator. */
export const isAdmin = (session: Session): boolean => session.roles.includes('admin')

/** Whether this session may change what belongs to its project. */
export const isMember = ({ roles }: Session): boolean => roles.some((role) => role === 'member' || role === 'manager')
