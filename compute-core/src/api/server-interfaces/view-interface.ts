import { type Fields, history, without } from '#platform/microversion/history'
import type { PortBinding } from '#companions/network/network-service'
import type { Ask } from '../route.ts'

/** What an interface looked like before. Newest first. */
export const interfaceHistory = history([
  { since: '2.70', what: 'Interfaces show their tags.', downgradeView: without('tag') },
])

/** A port of a server as the interface that its guest has. */
export const viewInterface = (port: PortBinding & { status: string }, tag: string | undefined, ask: Ask): Fields =>
  interfaceHistory.downgradeView(
    ask.version,
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
