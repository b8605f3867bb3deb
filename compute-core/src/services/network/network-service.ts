import type { Db } from '#platform/db/database'
import type { NetworkId, PortId, ProjectId, ServerId } from '#platform/ids'

/** An address of a port with what its host needs to know of the subnet. */
export interface BoundAddress {
  address: string
  version: 4 | 6
  subnetId: string
  cidr: string
  gateway: string | null
  /** The cloud made the subnet by itself, and so the host may have a route to it. */
  madeOnDemand?: boolean
  /** Whether guests get it by DHCP; so where nothing is said. */
  dhcp?: boolean
  /** Where DHCP answers on a subnet without a gateway. */
  dhcpIp?: string | null
  /** The ways that DHCP tells guests besides the gateway. */
  hostRoutes?: readonly HostRoute[]
}

/** A way to a network: through the host that has the address `nexthop`. */
export interface HostRoute {
  destination: string
  nexthop: string
}

/** A server whose host has to be told of a change of its ports. */
export interface ChangedServer {
  serverId: ServerId
  changeNo: number
}

/** A port with all that its host and its owner need to know of it. */
export interface PortBinding {
  portId: PortId
  networkId: NetworkId
  networkName: string
  /** The network's short number: what its bridge on a host is called after. */
  linkNo: number
  mac: string
  mtu: number
  fixedIps: readonly BoundAddress[]
  dnsNameservers: readonly string[]
  /** What goes through it; `open` unless said otherwise. */
  filter?: 'open' | 'closed' | 'off'
  /** Its owner has switched it off, or its network. */
  isDown?: boolean
  /** Made by the cloud for this server, and so deleted with it; one that the user brought is only let go. */
  madeForServer: boolean
}

/** One entry of a server's `networks`: a network to make a port on, or a port that is there already. */
export interface NetworkRequest {
  networkId?: NetworkId
  portId?: PortId
  fixedIp?: string
}

/** What projects have a limit of, by the names of the network service. */
export type LimitedResource = 'network' | 'subnet' | 'port'

/** How much of something a project has, and its own limit where it has one. */
export interface QuotaFigure {
  projectId: string
  resource: LimitedResource
  used: number
  ownLimit: number | null
}

/** Network's only face to the other rooms. Whatever changes what a host has to know of a server raises that host's state (platform/host-state). */
export interface NetworkService {
  /**
   * Refuses what `bindPorts` would refuse later: unknown networks and ports (`invalid`, as Nova has it), ports in use and ambiguous
   * `auto` (`conflict`), no free address. Reserves nothing.
   */
  check(projectId: ProjectId, requested: 'auto' | 'none' | readonly NetworkRequest[]): Promise<void>
  /**
   * Makes or takes the ports for a server and binds them to `hostName`; `auto` uses the project's only network, and makes
   * one with DHCP where it has none. Asked twice for one server it answers with the same ports.
   */
  bindPorts(request: {
    projectId: ProjectId
    serverId: ServerId
    hostName: string
    availabilityZone: string
    requested: 'auto' | 'none' | readonly NetworkRequest[]
  }): Promise<readonly PortBinding[]>
  /** Refuses what `attachPort` would refuse later: 404 for what there is not, conflict for what is in use. Reserves nothing. */
  checkAttachment(projectId: ProjectId, requested: NetworkRequest | undefined): Promise<void>
  /** Makes or takes one more port for a server that has its others; the same request again is the same port. */
  attachPort(request: {
    projectId: ProjectId
    serverId: ServerId
    hostName: string
    availabilityZone: string
    requested: NetworkRequest | undefined
    /** The id of the port where one has to be made. */
    newPortId: PortId
  }): Promise<PortId>
  /** Deletes a port that was made for the server, or lets go of one that the user brought. Twice is once. */
  detachPort(serverId: ServerId, portId: PortId): Promise<void>
  /** The server's ports as they are now, eldest first, with whether they carry anything. */
  portsOf(serverId: ServerId, db?: Db): Promise<readonly (PortBinding & { status: string })[]>
  /** The ports that are bound to a host, by their servers, of these servers or of all: what the host has to know of them. */
  portsOnHost(hostName: string, servers?: readonly string[]): Promise<ReadonlyMap<ServerId, readonly PortBinding[]>>
  /** Marks the server's ports ACTIVE or DOWN, as its guest is. */
  setPortsStatus(serverId: ServerId, status: 'ACTIVE' | 'DOWN'): Promise<void>
  /** Takes the server's ports off their host; they stay the server's, with their addresses. Twice is once. */
  unbindPorts(serverId: ServerId): Promise<void>
  /** Deletes the ports made for the server and lets go of those that the user brought. Twice is once. */
  releasePorts(serverId: ServerId): Promise<void>
  /** The servers whose ports somebody has changed over the network service's own API, until `settleChange`; each change has the reconciler `changed-ports` look at once. */
  changedServers(): Promise<readonly ChangedServer[]>
  /** Forgets a change once the server's host and its own row know of it; what has changed since stays. */
  settleChange(change: ChangedServer): Promise<void>
  /** Every server that has a port, for the reconciler that looks for what a crash left behind. */
  serversWithPorts(db?: Db): Promise<readonly ServerId[]>
  /** The limits of a project that has none of its own. */
  defaultLimits: Readonly<Record<LimitedResource, number>>
  /** What projects have and what they may have, of all that have anything or a limit of their own, or of this one. */
  quotaFigures(projectId?: string, db?: Db): Promise<readonly QuotaFigure[]>
  /** Lets nobody else count or add to what this project has until the transaction ends. */
  lockUsage(tx: Db, projectId: string): Promise<void>
  /** Gives a project these limits within the transaction, null for those of all projects; the others stay. */
  changeLimits(tx: Db, projectId: string, limits: Partial<Record<LimitedResource, number | null>>): Promise<void>
  /** Takes all limits that a project has of its own away within the transaction. */
  dropLimits(tx: Db, projectId: string): Promise<boolean>
}
