import type { Duplex } from 'node:stream'
import type { GuestDiagnostics, HostFacts } from '#driver/compute-driver'
import type { InjectedFile } from '#domain/server/injected-file'
import type { PortInfo } from '#domain/server/server'
import type { PowerState } from '#domain/server/power-state'
import type { ImageId, PortId, ServerId } from '#platform/ids'

/** The contract's number: it rises when an older agent could not carry out an order as it is meant. */
export const orderContractVersion = 3

/** An image as an agent needs to know it. */
export interface OrderImage {
  id: ImageId
  diskFormat: string
  size: number
  sha512: string
  properties: Readonly<Record<string, string>>
}

/** What an agent must know of a server to build or rebuild its guest; the agent has no database to look it up. */
export interface GuestOrder {
  serverId: ServerId
  seq: number
  name: string
  hostname: string
  projectId: string
  userId: string
  createdAt: string
  availabilityZone: string
  launchIndex: number
  /** For the guest's metadata only. */
  reservationId?: string
  flavor: {
    id: string
    name: string
    vcpus: number
    ramMb: number
    diskGb: number
    ephemeralGb: number
    swapMb: number
    extraSpecs: Readonly<Record<string, string>>
  }
  image: OrderImage | null
  /** The image that the guest is started from while its server is rescued. */
  rescue?: { image: OrderImage }
  ports: readonly PortInfo[]
  keyName: string | null
  keyData: string | null
  metadata: Readonly<Record<string, string>>
  /** Base64. */
  userData: string | null
  /** Sealed (platform/seal): only the agent that writes the config drive opens it. */
  sealedAdminPass: string | null
  /** For a config drive that is written now. */
  injectedFiles?: readonly InjectedFile[]
}

/** Which server's root disk becomes which image, and whether the guest's agent is to hold its file systems still. */
export interface SnapshotOrder {
  serverId: ServerId
  imageId: ImageId
  freeze: 'no' | 'try' | 'must'
}

/** Every order an agent takes: what it is told, what it answers. An id is carried out once; what an order does may be done twice. */
export interface Orders {
  /** Makes bridges, DHCP and taps for the ports of this server. */
  'nics-plug': { params: { serverId: ServerId; ports: readonly PortInfo[] }; result: null }
  'nics-unplug': { params: { serverId: ServerId; ports: readonly PortInfo[] }; result: null }
  /** Fetches the image into the host's cache, lays the root disk over it, grows it to the flavor, writes the config drive. */
  'disks-create': { params: GuestOrder; result: null }
  'disks-delete': { params: { serverId: ServerId }; result: null }
  /** Gives the disks the sizes of the order's flavor and keeps them as they were; the guest is off. */
  'disks-resize': { params: GuestOrder; result: null }
  /** Makes the disks what they were before the resize; without one nothing happens. */
  'disks-revert-resize': { params: { serverId: ServerId }; result: null }
  'disks-confirm-resize': { params: { serverId: ServerId }; result: null }
  /** Makes the disks anew in place of those that are there, the ephemeral one only when it is not to be kept. */
  'disks-rebuild': { params: { guest: GuestOrder; keepEphemeral: boolean }; result: null }
  /** Makes the disks of the guest's rescue anew; the server's own stay as they are. */
  'disks-rescue': { params: GuestOrder; result: null }
  'disks-unrescue': { params: { serverId: ServerId }; result: null }
  'guest-spawn': { params: GuestOrder; result: { power: PowerState } }
  'guest-destroy': { params: { serverId: ServerId }; result: null }
  /** Plugs the port, which is one of the guest's, into the host and a card for it into the guest, at once when it runs. */
  'guest-attach-nic': { params: { guest: GuestOrder; portId: PortId }; result: null }
  /** Takes the card of `port` from the guest, which is asked until it lets go, and the port off its network here. */
  'guest-detach-nic': { params: { guest: GuestOrder; port: PortInfo }; result: null }
  'guest-power-on': { params: GuestOrder; result: { power: PowerState } }
  'guest-power-off': { params: { serverId: ServerId; graceMs: number }; result: { power: PowerState } }
  /** `fellBack`: the guest did not shut down within `graceMs`, and was reset the hard way. */
  'guest-reboot': {
    params: { guest: GuestOrder; hard: boolean; graceMs: number }
    result: { power: PowerState; fellBack: boolean }
  }
  /** Makes a file of the root disk as it is at one moment; a guest that runs goes on. */
  'snapshot-make': { params: SnapshotOrder; result: null }
  /** Brings that file to its image. */
  'snapshot-upload': { params: SnapshotOrder; result: null }
  /** Ends and removes what a snapshot has left on this host. */
  'snapshot-discard': { params: SnapshotOrder; result: null }
  'guest-pause': { params: { serverId: ServerId }; result: { power: PowerState } }
  'guest-unpause': { params: { serverId: ServerId }; result: { power: PowerState } }
  /** Keeps the guest's memory on the host and switches it off; resuming, or a start, goes on from there. */
  'guest-suspend': { params: { serverId: ServerId }; result: { power: PowerState } }
  'guest-resume': { params: GuestOrder; result: { power: PowerState } }
  'guest-nmi': { params: { serverId: ServerId }; result: null }
  /** `sealedPassword`: under the cloud's seal (platform/seal). */
  'guest-set-password': { params: { serverId: ServerId; user: string; sealedPassword: string }; result: null }
  /** Null for a guest without power. */
  'guest-diagnostics': { params: { serverId: ServerId }; result: { diagnostics: GuestDiagnostics | null } }
  /** The last `maxBytes` of the serial console, decoded as UTF-8; null when there is no console. */
  'console-log': { params: { serverId: ServerId; maxBytes: number }; result: { text: string | null } }
}

export type OrderKind = keyof Orders

/** Sends orders to one host's agent and waits for their outcome; asking again under the same `orderId` never does it anew. */
export interface AgentClient {
  order<Kind extends OrderKind>(
    kind: Kind,
    orderId: string,
    params: Orders[Kind]['params'],
  ): Promise<Orders[Kind]['result']>
  /** A byte stream to the guest's VNC server; undefined where there is none. */
  openVnc(serverId: ServerId): Promise<Duplex | undefined>
  /** A byte stream to the guest's serial port; undefined where there is none. */
  openSerial(serverId: ServerId): Promise<Duplex | undefined>
}

/** The agents by host name; throws `unavailable` for a host whose agent is not known or not up. */
export type Agents = (hostName: string) => AgentClient

/** What an agent tells the conductor: that it lives and what it has; and what its guests are doing by themselves. */
export interface AgentReports {
  heartbeat(report: {
    hostName: string
    facts: HostFacts
    guests: ReadonlyArray<readonly [ServerId, PowerState]>
    /** The servers with disks here, guest or not: one that the cloud does not know is a leftover to order away. */
    disks?: readonly ServerId[]
  }): Promise<void>
  powerChanged(report: { hostName: string; serverId: ServerId; power: PowerState }): Promise<void>
}
