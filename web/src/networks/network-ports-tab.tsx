import type { NetworkView } from '@kilonova/compute-core/services/network/api/network-view'
import { useOutletContext } from 'react-router'
import { PortList } from './port-list.tsx'

/** The ports of a network. */
export default function NetworkPortsTab() {
  return <PortList network={useOutletContext<NetworkView>()} />
}
