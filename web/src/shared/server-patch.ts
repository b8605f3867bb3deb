import type { ServerChange } from '@kilonova/compute-core/api/servers/view-server-change'
import type { ServerRow } from './bff.ts'
import { patched, patchRows, type Patcher } from './changes.ts'
import { refusalsInWords } from './reasons.ts'

/** What an event of a server changes in the rows of the bff. */
const fieldsOf = (patch: object): Partial<ServerRow> => {
  const server = patch as ServerChange & Pick<ServerRow, 'refusals'>
  return {
    name: server.name,
    status: server.status,
    vmState: server['OS-EXT-STS:vm_state'],
    taskState: server['OS-EXT-STS:task_state'],
    powerState: server['OS-EXT-STS:power_state'],
    locked: server.locked,
    lockedReason: server.locked_reason,
    launchedAt: server['OS-SRV-USG:launched_at'],
    updatedAt: server.updated,
    host: server['OS-EXT-SRV-ATTR:host'] ?? null,
    refusals: refusalsInWords(server.refusals),
    addresses: Object.entries(server.addresses).flatMap(([network, addresses]) =>
      addresses.map((address) => ({
        network,
        address: address.addr,
        version: address.version,
        type: address['OS-EXT-IPS:type'],
        mac: address['OS-EXT-IPS-MAC:mac_addr'],
      })),
    ),
  }
}

/** Puts what an event says of a server into answers that list servers under the name `list`. */
export const patchServers = (list: string): Patcher => patchRows('server', list, fieldsOf)

/** Puts what an event says of a server into an answer that is about one server. */
export const patchServer: Patcher = (data, { topic, id, patch }) => {
  const page = data as { server: ServerRow }
  if (topic !== 'server' || page.server.id !== id || !patch) return data
  const server = patched(page.server, fieldsOf(patch))
  return server === page.server ? data : { ...page, server }
}
