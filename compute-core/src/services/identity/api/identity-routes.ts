import { accountRoutes } from './account-routes.ts'
import { applicationCredentialRoutes } from './application-credential-routes.ts'
import { catalogRoutes } from './catalog-routes.ts'
import { credentialRoutes } from './credential-routes.ts'
import { domainRoutes } from './domain-routes.ts'
import { ec2TokenRoutes } from './ec2-token-routes.ts'
import { grantRoutes } from './grant-routes.ts'
import { groupRoutes } from './group-routes.ts'
import { impliedRoleRoutes } from './implied-role-routes.ts'
import { projectRoutes } from './project-routes.ts'
import { projectTagRoutes } from './project-tag-routes.ts'
import { reachRoutes } from './reach-routes.ts'
import { projectMemberRoutes, roleAssignmentRoutes } from './role-assignment-routes.ts'
import { roleRoutes } from './role-routes.ts'
import type { Route } from './route.ts'
import { secondFactorRoutes } from './second-factor-routes.ts'
import { tokenRoutes } from './token-routes.ts'
import { trustRoutes } from './trust-routes.ts'
import { userRoutes } from './user-routes.ts'
import { versionRoutes } from './version-routes.ts'

/** Every route of the identity API. */
export const identityRoutes: readonly Route[] = [
  ...versionRoutes,
  ...tokenRoutes,
  ...reachRoutes,
  ...catalogRoutes,
  ...projectRoutes,
  ...projectTagRoutes,
  ...userRoutes,
  ...accountRoutes,
  ...secondFactorRoutes,
  ...groupRoutes,
  ...grantRoutes,
  ...domainRoutes,
  ...roleRoutes,
  ...impliedRoleRoutes,
  ...roleAssignmentRoutes,
  ...projectMemberRoutes,
  ...applicationCredentialRoutes,
  ...trustRoutes,
  ...credentialRoutes,
  ...ec2TokenRoutes,
]
