import { listAndShow } from './list-and-show.ts'
import type { Route } from './route.ts'
import { securityGroupRules, securityGroups } from './security-group-view.ts'

/** The group `default` of each project, and its rules, to be read only. */
export const securityGroupRoutes: readonly Route[] = [
  ...listAndShow(securityGroups),
  ...listAndShow(securityGroupRules),
]
