import type { PortView } from '@kilonova/compute-core/services/network/api/port-view'
import type { NetworkView } from '@kilonova/compute-core/services/network/api/network-view'
import { api } from '#shared/api'
import { type Bff, RefusalError } from '#shared/bff'
import { t } from '#ui/i18n'

type PortAddress = PortView['fixed_ips'][number]

/** Gives a port other addresses; somebody else's change in between is not overwritten, but refused. */
async function changeAddresses(
  bff: Bff,
  portId: string,
  change: (addresses: readonly PortAddress[]) => readonly Partial<PortAddress>[],
): Promise<void> {
  const { port } = await api(bff).read<{ port: PortView }>('network', `/ports/${portId}`)
  await api(bff).send('network', `/ports/${portId}`, {
    method: 'PUT',
    headers: { 'if-match': `revision_number=${port.revision_number}` },
    json: { port: { fixed_ips: change(port.fixed_ips) } },
  })
}

/** Gives the port this address, or without one a free one of the first subnet of its network that has any. */
export async function addAddress(
  bff: Bff,
  { portId, networkId }: { portId: string; networkId: string },
  address: string,
): Promise<void> {
  const more = address === '' ? { subnet_id: await subnetWithRoom(bff, networkId) } : { ip_address: address }
  await changeAddresses(bff, portId, (all) => [...all, more])
}

/** Takes an address from the port. */
export const removeAddress = (bff: Bff, portId: string, address: string): Promise<void> =>
  changeAddresses(bff, portId, (all) => all.filter(({ ip_address: one }) => one !== address))

async function subnetWithRoom(bff: Bff, networkId: string): Promise<string> {
  const path = `/networks/${encodeURIComponent(networkId)}?kilonova:use=true&fields=kilonova:subnets`
  const { network } = await api(bff).read<{ network: NetworkView }>('network', path)
  const room = network['kilonova:subnets']?.find(({ used_ips: used, total_ips: all }) => used < all)
  if (room) return room.id
  const message = t('The network has no free address. Free one, or add a subnet.')
  throw new RefusalError({ status: 409, service: 'network', message })
}
