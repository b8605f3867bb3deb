import { serverCountRoutes } from './server-counts/server-count-routes.ts'
import type { Route } from '../route.ts'
import { activityCountRoutes } from './activity/activity-count-routes.ts'
import { activityRoutes } from './activity/activity-routes.ts'
import { auditRoutes } from './audit/audit-routes.ts'
import { attentionRoutes } from './attention/attention-routes.ts'
import { bulkActionRoutes } from './bulk-actions/bulk-action-routes.ts'
import { fitRoutes } from './fit/fit-routes.ts'
import { flavorRoomRoutes } from './flavor-room/flavor-room-routes.ts'
import { flavorUseRoutes } from './flavor-use/flavor-use-routes.ts'
import { hostCpuRoutes } from './hosts/host-cpu-routes.ts'
import { joinTokenRoutes } from './hosts/join-token-routes.ts'
import { hostRoutes } from './hosts/host-routes.ts'
import { hostMetricsRoutes } from './metrics/host-metrics-routes.ts'
import { metricsRoutes } from './metrics/metrics-routes.ts'
import { projectQuotaRoutes } from './project-quotas/project-quota-routes.ts'
import { overviewRoutes } from './overview/overview-routes.ts'
import { serverTemplateRoutes } from './server-templates/server-template-routes.ts'
import { systemRoutes } from './system/system-routes.ts'
import { usageByProjectRoutes } from './usage-by-project/usage-by-project-routes.ts'
import { usagePerDayRoutes } from './usage-per-day/usage-per-day-routes.ts'

/**
 * What Nova does not have, and a page needs in one request: everything that is Kilonova's own in the Compute API stands below `/kilonova`.
 * These routes are like all others (policy rules, schemas, refusals, OpenAPI), but no reference has them: they are the same at every
 * microversion, their rules begin with `kilonova:` (`kilonova-rules.ts`) where none of Nova's says it, and what samples of Nova's are to other routes, `ownSamples` of
 * `test/http/support/sample-requests.ts` are to these. Times are ISO 8601 in UTC, but for the columns of a chart, which are seconds since 1970.
 */
export const kilonovaRoutes: readonly Route[] = [
  ...activityRoutes,
  ...activityCountRoutes,
  ...attentionRoutes,
  ...auditRoutes,
  ...bulkActionRoutes,
  ...serverCountRoutes,
  ...serverTemplateRoutes,
  ...metricsRoutes,
  ...hostMetricsRoutes,
  ...usagePerDayRoutes,
  ...flavorRoomRoutes,
  ...fitRoutes,
  ...flavorUseRoutes,
  // Before a host can be taken for them.
  ...joinTokenRoutes,
  ...hostRoutes,
  ...hostCpuRoutes,
  ...systemRoutes,
  ...projectQuotaRoutes,
  ...usageByProjectRoutes,
  ...overviewRoutes,
]
