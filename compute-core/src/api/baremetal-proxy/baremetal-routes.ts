import { invalid, notFound } from '#platform/errors'
import { route, routeWithBody } from '../route.ts'

const until = '2.35'

/** Reads no body: whatever it says is refused. */
function refuse(): never {
  throw invalid('Bare metal nodes are not changed through the Compute API. Ask the service for bare metal itself.')
}

/** Bare metal, as compute answered for its service: this cloud has none, and so no nodes. */
export const baremetalRoutes = [
  route('GET /os-baremetal-nodes', {
    until,
    rule: 'os_compute_api:os-baremetal-nodes:list',
    handle: async () => ({ body: { nodes: [] } }),
  }),
  route('GET /os-baremetal-nodes/:node', {
    until,
    rule: 'os_compute_api:os-baremetal-nodes:show',
    async handle(_api, { params }) {
      throw notFound('Node', params['node']!)
    },
  }),
  routeWithBody('POST /os-baremetal-nodes', refuse, { until, handle: async () => refuse() }),
  route('DELETE /os-baremetal-nodes/:node', { until, handle: async () => refuse() }),
  routeWithBody('POST /os-baremetal-nodes/:node/action', refuse, { until, handle: async () => refuse() }),
]
