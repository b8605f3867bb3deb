import type { GuestNic } from '#driver/compute-driver'
import type { PortInfo } from '#domain/server/server'
import type { ServerId } from '#platform/ids'

/** What a host does for the ports of its guests. Everything may be asked twice; the second time finds its work done. */
export interface HostNics {
  /** Makes the ports' networks on this host, where they are not there yet, and has DHCP lease out exactly the ports' addresses. */
  plug(serverId: ServerId, ports: readonly PortInfo[]): Promise<readonly GuestNic[]>
  /** The same, and takes every other port off its network that the server has here. */
  settle(serverId: ServerId, ports: readonly PortInfo[]): Promise<readonly GuestNic[]>
  /** Takes these ports of the server off their networks, or without any all that it has here; a network without a port left goes. */
  unplug(serverId: ServerId, ports: readonly PortInfo[]): Promise<void>
  /** The interfaces as `plug` gives them, by thought alone: for making a guest's definition anew. */
  linksFor(ports: readonly PortInfo[]): readonly GuestNic[]
  /** Makes everything that was plugged true again, after this process or the whole host was away. */
  restore(): Promise<void>
  /** Unplugs every server that is not in `keep`, and removes networks that a crash left half made. */
  sweep(keep: ReadonlySet<ServerId>): Promise<void>
}
