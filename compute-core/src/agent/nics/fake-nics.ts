import { tapName } from '#domain/server/server-names'
import type { PortInfo } from '#domain/server/server'
import type { ServerId } from '#platform/ids'
import { guestNic } from './guest-nic.ts'
import type { HostNics } from './host-nics.ts'

export interface FakeNics extends HostNics {
  /** The ids of the ports that are plugged, by server: for tests that look for what was left behind. */
  readonly plugged: ReadonlyMap<ServerId, ReadonlySet<string>>
}

/** Networking of a host that does not exist: it remembers what is plugged and does nothing. */
export function fakeNics(): FakeNics {
  const plugged = new Map<ServerId, Set<string>>()
  return {
    plugged,
    async plug(serverId, ports) {
      plugged.set(serverId, new Set([...(plugged.get(serverId) ?? []), ...ports.map(({ portId }) => portId)]))
      return linksFor(ports)
    },
    async settle(serverId, ports) {
      plugged.delete(serverId)
      if (ports.length > 0) plugged.set(serverId, new Set(ports.map(({ portId }) => portId)))
      return linksFor(ports)
    },
    async unplug(serverId, ports) {
      for (const { portId } of ports) plugged.get(serverId)?.delete(portId)
      if (ports.length === 0 || plugged.get(serverId)?.size === 0) plugged.delete(serverId)
    },
    linksFor,
    async restore() {},
    async sweep(keep) {
      for (const serverId of plugged.keys()) if (!keep.has(serverId)) plugged.delete(serverId)
    },
  }
}

const linksFor = (ports: readonly PortInfo[]) =>
  ports.map((port) =>
    guestNic(port, { kind: 'bridge', bridge: `fake-${port.linkNo.toString(36)}`, tap: tapName(port.portId) }),
  )
