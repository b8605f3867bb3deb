/** A user with what a token is for, and the names of both. */
export interface UserInScopeRow {
  user_id: string
  user_name: string
  user_domain_id: string
  user_domain_name: string
  project_id: string | null
  project_name: string | null
  project_domain_id: string | null
  project_domain_name: string | null
  /** The domain that the token itself is for. */
  domain_id: string | null
  domain_name: string | null
  on_system: boolean
}
