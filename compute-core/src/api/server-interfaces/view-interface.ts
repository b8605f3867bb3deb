import { type Fields, history, without } from '#platform/service/history'
import type { PortBinding } from '#services/network/network-service'
import type { RequestContext } from '../route.ts'

/** What an interface looked like before. Newest first. */
const interfaceHistory = history([
  { since: '2.70', what: 'Interfaces show their tags.', downgradeView: without('tag') },
])

/** A port of a server as the interface that its guest has. */
export const viewInterface = (
  port: PortBinding & { status: string },
  tag: string | undefined,
  context: RequestContext,
): Fields =>
  interfaceHistory.downgradeView(
    context.version,
    {
      port_id: port.portId,
      net_id: port.networkId,
      mac_addr: port.mac,
      port_state: port.status,
      fixed_ips: port.fixedIps.map(({ address, subnetId }) => ({ ip_address: address, subnet_id: subnetId })),
      tag: tag ?? null,
    },
    undefined,
  )
