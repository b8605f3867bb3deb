import { z } from 'zod'
import type { Server } from '#domain/server/server'
import { CloudError, conflict, invalid, notFound } from '#platform/errors'
import { ipField } from '#platform/service/fields'
import type { ComputeDeps } from '../../compute-deps.ts'
import { callPeer, PeerRefusal } from '../../peer-service.ts'
import type { RequestContext } from '../../route.ts'
import { serverAction } from './server-action.ts'

/** An address that a port has, or that it is to have; of a subnet alone any that is free. */
interface PortAddress {
  subnet_id: string
  ip_address?: string
}

/**
 * Gives a port of a server other addresses: the network service says who may, and its host follows, be the guest running or not. Read and
 * written again where somebody else has changed the port in between.
 */
async function changeAddresses(
  { peers }: ComputeDeps,
  context: RequestContext,
  portId: string,
  change: (addresses: readonly PortAddress[]) => readonly PortAddress[],
): Promise<void> {
  const about = { what: 'Port', id: portId }
  for (let tries = 1; ; tries++) {
    const { port } = (await callPeer(peers.network, context, { line: `GET /v2.0/ports/${portId}`, about })) as {
      port: { fixed_ips: PortAddress[]; revision_number: number }
    }
    try {
      await callPeer(peers.network, context, {
        line: `PUT /v2.0/ports/${portId}`,
        body: { port: { fixed_ips: change(port.fixed_ips) } },
        ifMatch: `revision_number=${port.revision_number}`,
        about,
      })
      return
    } catch (error) {
      const isOvertaken = error instanceof CloudError && error.failure.kind === 'precondition-failed'
      if (!isOvertaken || tries === mostTries) throw error
    }
  }
}

const mostTries = 5

/** Of a server that is locked only administrators change anything. */
function refuseLocked({ caller }: RequestContext, { id, lockedBy }: Server): void {
  if (lockedBy !== null && !caller.isAdmin) throw conflict(`Instance ${id} is locked.`, 'Unlock it first.')
}

/** The subnets of a network, in the order in which Nova tries them. */
async function subnetsOf({ peers }: ComputeDeps, context: RequestContext, networkId: string): Promise<string[]> {
  const query = new URLSearchParams({ network_id: networkId })
  const said = await callPeer(peers.network, context, { line: `GET /v2.0/subnets?${query}` })
  return (said as { subnets: { id: string }[] }).subnets.map(({ id }) => id)
}

/** As the network service has it. */
const mostAddresses = 5

function withOneMore(portId: string, all: readonly PortAddress[], subnet_id: string): readonly PortAddress[] {
  if (all.length < mostAddresses) return [...all, { subnet_id }]
  throw invalid(
    `Port ${portId} has ${all.length} addresses, and a port has ${mostAddresses} at most. Remove one, or attach another port.`,
  )
}

/** Gives a server one more address on a network that it is on already; a card for another network is `os-interface`. */
export const addFixedIp = serverAction({
  name: 'addFixedIp',
  rule: 'os_compute_api:os-multinic:add',
  body: z.strictObject({ networkId: z.union([z.string().min(1).max(36), z.number()]).transform(String) }),
  async handle(api, context, server, { networkId }) {
    refuseLocked(context, server)
    const port = (await api.networks.portsOf(server.id)).find((each) => each.networkId === networkId)
    if (!port) throw notFound(`A port of instance ${server.id} on network`, networkId)
    let full = `Network ${networkId} has no subnet to take an address from. Add one.`
    for (const subnet_id of await subnetsOf(api, context, networkId)) {
      try {
        await changeAddresses(api, context, port.portId, (all) => withOneMore(port.portId, all, subnet_id))
        return { status: 202 }
      } catch (error) {
        if (!(error instanceof PeerRefusal) || error.type !== 'IpAddressGenerationFailure') throw error
        full = error.message // the next subnet may have a free one
      }
    }
    throw invalid(full, 'networkId')
  },
})

/** Takes an address from a server; the last one of a card as well. */
export const removeFixedIp = serverAction({
  name: 'removeFixedIp',
  rule: 'os_compute_api:os-multinic:remove',
  body: z.strictObject({ address: ipField }),
  async handle(api, context, server, { address }) {
    refuseLocked(context, server)
    const ports = await api.networks.portsOf(server.id)
    const port = ports.find(({ fixedIps }) => fixedIps.some((ip) => ip.address === address))
    if (!port) throw invalid(`Fixed IP ${address} not found for instance ${server.id}.`, 'address')
    await changeAddresses(api, context, port.portId, (all) => all.filter(({ ip_address }) => ip_address !== address))
    return { status: 202 }
  },
})
