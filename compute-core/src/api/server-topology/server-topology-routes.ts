import { guestOptions, type GuestOptions } from '#domain/guest-options/guest-options'
import type { Server } from '#domain/server/server'
import type { Fields } from '#platform/service/history'
import { route } from '../route.ts'
import { ownServer } from '../servers/find-own-server.ts'
import { topologySchema } from './topology-schema.ts'

const smallPageKib = 4

/** The cells of a server's guest; none for one that does not know of such. */
function viewTopology({ flavor, imageProperties }: Server, seesHost: boolean): Fields {
  const options = guestOptions({ flavor, imageProperties })
  const nodes = (options.numa ?? []).map(({ cpus, ramMb }) => ({
    memory_mb: ramMb,
    siblings: siblingsOf(options, cpus),
    vcpu_set: cpus,
    ...(seesHost && hostSide(options, cpus)),
  }))
  return { nodes, pagesize_kb: pageSizeOf(options) }
}

/** CPUs that are threads of one core. */
function siblingsOf({ cpuTopology }: GuestOptions, cpus: readonly number[]): number[][] {
  const threads = cpuTopology?.threads ?? 1
  if (threads < 2) return []
  return [...Map.groupBy(cpus, (cpu) => Math.floor(cpu / threads)).values()]
}

/** Cells are bound to none of the host's. Which CPU of the host is whose own is the host's to know: null. */
const hostSide = ({ cpuPolicy }: GuestOptions, cpus: readonly number[]) => ({
  host_node: null,
  cpu_pinning: cpus.some((cpu) => cpuPolicy.dedicated.includes(cpu)) ? null : {},
})

/** Null where the host chooses. */
function pageSizeOf({ pageSize }: GuestOptions): number | null {
  if (pageSize === 'small') return smallPageKib
  return typeof pageSize === 'number' ? pageSize : null
}

/** The NUMA cells of a server's guest. */
export const serverTopologyRoutes = [
  route('GET /servers/:server/topology', {
    since: '2.78',
    response: topologySchema,
    summary: "Shows the NUMA cells of a server's guest.",
    async handle(api, context) {
      const server = await ownServer(api, context, 'compute:server:topology:index')
      return { body: viewTopology(server, context.may('compute:server:topology:host:index', server)) }
    },
  }),
]
