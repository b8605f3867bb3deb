import type { Database } from '#platform/db/database'
import { quotas } from './domain/quotas.ts'
import type { NetworkService } from './network-service.ts'
import { attachPort, checkAttachment } from './store/attach-port.ts'
import { bindPorts } from './store/bind-ports.ts'
import { changedServers, settleChange } from './store/changed-servers.ts'
import { checkPorts } from './store/plan-ports.ts'
import { dropLimits, lockUsage } from './store/project-quota.ts'
import { changeLimits, quotaFigures } from './store/quota-figures.ts'
import {
  detachPort,
  portsOnHost,
  portsWithStatus,
  releasePorts,
  serversWithPorts,
  setPortsStatus,
  unbindPorts,
} from './store/server-ports.ts'

/** Where networks made on demand get their /24 from, unless the cloud is told otherwise. */
const defaultPool = '10.64.0.0/10'

/** Network over PostgreSQL; networks on demand are cut from `pool`. */
export const networkService = (db: Database, { pool = defaultPool }: { pool?: string } = {}): NetworkService => ({
  check: (projectId, requested) => checkPorts(db, projectId, requested),
  bindPorts: (request) => bindPorts(db, request, pool),
  checkAttachment: (projectId, requested) => checkAttachment(db, projectId, requested),
  attachPort: (request) => attachPort(db, request),
  detachPort: (serverId, portId) => detachPort(db, serverId, portId),
  portsOf: (serverId, on = db) => portsWithStatus(on, serverId),
  portsOnHost: (hostName, servers) => portsOnHost(db, hostName, servers),
  setPortsStatus: (serverId, status) => setPortsStatus(db, serverId, status),
  unbindPorts: (serverId) => unbindPorts(db, serverId),
  releasePorts: (serverId) => releasePorts(db, serverId),
  changedServers: () => changedServers(db),
  settleChange: (change) => settleChange(db, change),
  serversWithPorts: (on = db) => serversWithPorts(on),
  defaultLimits: { network: quotas.network, subnet: quotas.subnet, port: quotas.port },
  quotaFigures: (projectId, on = db) => quotaFigures(on, projectId),
  lockUsage,
  changeLimits,
  dropLimits,
})
