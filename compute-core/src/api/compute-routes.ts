import { aggregateRoutes } from './aggregates/aggregate-routes.ts'
import { availabilityZoneRoutes } from './availability-zones/availability-zone-routes.ts'
import { baremetalRoutes } from './baremetal-proxy/baremetal-routes.ts'
import { extensionRoutes } from './extensions/extension-routes.ts'
import { flavorRoutes } from './flavors/flavor-routes.ts'
import { hostRoutes } from './hosts-proxy/host-routes.ts'
import { hypervisorRoutes } from './hypervisors/hypervisor-routes.ts'
import { imageProxyRoutes } from './image-proxies/image-proxy-routes.ts'
import { instanceActionRoutes } from './instance-actions/instance-action-routes.ts'
import { kilonovaRoutes } from './kilonova/kilonova-routes.ts'
import { keyPairRoutes } from './key-pairs/key-pair-routes.ts'
import { limitsRoutes } from './limits/limits-routes.ts'
import { migrationRoutes } from './migrations/migration-routes.ts'
import { floatingIpRoutes } from './network-proxies/floating-ip-routes.ts'
import { networkProxyRoutes } from './network-proxies/network-proxy-routes.ts'
import { securityGroupProxyRoutes } from './network-proxies/security-group-routes.ts'
import { quotaClassRoutes } from './quotas/quota-class-routes.ts'
import { quotaSetRoutes } from './quotas/quota-set-routes.ts'
import { remoteConsoleRoutes } from './remote-consoles/remote-console-routes.ts'
import type { Route } from './route.ts'
import { serverExternalEventRoutes } from './server-external-events/server-external-event-routes.ts'
import { serverPasswordRoutes } from './server-password/server-password-routes.ts'
import { serverSecurityGroupRoutes } from './server-security-groups/server-security-group-routes.ts'
import { serverTopologyRoutes } from './server-topology/server-topology-routes.ts'
import { usageAuditLogRoutes } from './usage-audit-log/usage-audit-log-routes.ts'
import { serverGroupRoutes } from './server-groups/server-group-routes.ts'
import { serverDiagnosticsRoutes } from './server-diagnostics/server-diagnostics-routes.ts'
import { serverInterfaceRoutes } from './server-interfaces/server-interface-routes.ts'
import { serverIpRoutes } from './server-ips/server-ip-routes.ts'
import { serverMetadataRoutes } from './server-metadata/server-metadata-routes.ts'
import { serverMigrationRoutes } from './server-migrations/server-migration-routes.ts'
import { serverTagRoutes } from './server-tags/server-tag-routes.ts'
import { serverRoutes } from './servers/server-routes.ts'
import { serviceRoutes } from './services/service-routes.ts'
import { tenantUsageRoutes } from './tenant-usage/tenant-usage-routes.ts'
import { versionRoutes } from './versions/version-routes.ts'
import { volumeAttachmentRoutes } from './volume-attachments/volume-attachment-routes.ts'
import { volumesBootRoutes } from './volumes-boot/volumes-boot-routes.ts'

/** Every route of the Compute API that is built. */
export const computeRoutes: readonly Route[] = [
  ...versionRoutes,
  ...extensionRoutes,
  ...limitsRoutes,
  ...flavorRoutes,
  ...keyPairRoutes,
  ...serverRoutes,
  ...serverGroupRoutes,
  ...serverExternalEventRoutes,
  ...serverPasswordRoutes,
  ...serverSecurityGroupRoutes,
  ...serverTopologyRoutes,
  ...usageAuditLogRoutes,
  ...serverMetadataRoutes,
  ...serverTagRoutes,
  ...serverIpRoutes,
  ...serverInterfaceRoutes,
  ...serverDiagnosticsRoutes,
  ...instanceActionRoutes,
  ...migrationRoutes,
  ...serverMigrationRoutes,
  ...remoteConsoleRoutes,
  ...quotaSetRoutes,
  ...quotaClassRoutes,
  ...availabilityZoneRoutes,
  ...aggregateRoutes,
  ...hypervisorRoutes,
  ...serviceRoutes,
  ...tenantUsageRoutes,
  ...imageProxyRoutes,
  ...networkProxyRoutes,
  ...securityGroupProxyRoutes,
  ...floatingIpRoutes,
  ...hostRoutes,
  ...baremetalRoutes,
  ...volumesBootRoutes,
  ...volumeAttachmentRoutes,
  ...kilonovaRoutes,
]
