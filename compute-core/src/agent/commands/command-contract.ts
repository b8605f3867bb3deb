import type { FigureName } from '#domain/guest-metrics/guest-figures'
import type { HostSample } from '#domain/host/host-figures'
import type { Duplex } from 'node:stream'
import type { GuestDiagnostics, HostFacts } from '#driver/compute-driver'
import type { InjectedFile } from '#domain/server/injected-file'
import type { EmbeddedFlavor, PortInfo } from '#domain/server/server'
import type { HostPowerAction } from '#domain/host/host-power-action'
import type { PowerState } from '#domain/server/power-state'
import type { HostId, ImageId, PortId, ServerId } from '#platform/ids'

/**
 * The contract's number: it rises when an older agent could not carry out a command as it is meant, or tell what is asked for. Control works
 * with agents of this version, of the one before and of the next one, so that a cloud is brought up to date machine by machine.
 */
export const commandContractVersion = 8

/** The oldest contract that an agent of this cloud may have. */
export const oldestContractVersion = commandContractVersion - 1

/** An image as an agent needs to know it. */
export interface CommandImage {
  id: ImageId
  diskFormat: string
  size: number
  /** As a guest will see it; null where that is not known. */
  virtualSize: number | null
  sha512: string
  properties: Readonly<Record<string, string>>
  /** What the host fetches the image with, once; added on the way to the host, where it may be needed. */
  grant?: string
}

/** What an agent must know of a server to build or rebuild its guest; the agent has no database to look it up. */
export interface GuestCommand {
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
  flavor: Omit<EmbeddedFlavor, 'rxtxFactor'> & { id: string }
  image: CommandImage | null
  /** The image that the guest is started from while its server is rescued. */
  rescue?: { image: CommandImage }
  ports: readonly PortInfo[]
  keyName: string | null
  keyData: string | null
  metadata: Readonly<Record<string, string>>
  /** Base64. */
  userData: string | null
  /** Under the cloud's seal (platform/seal), and on the way under the host's own: only the agent that writes the config drive opens it. */
  sealedAdminPass: string | null
  /** For a config drive that is written now. */
  injectedFiles?: readonly InjectedFile[]
}

/** Which server's root disk becomes which image, and whether the guest's agent is to hold its file systems still. */
export interface SnapshotCommand {
  serverId: ServerId
  imageId: ImageId
  freeze: 'no' | 'try' | 'must'
  /** What the host brings the image with, once; added on the way to the host. */
  grant?: string
}

/** Every command an agent takes: what it is told, what it answers. An id is carried out once; what a command does may be done twice. */
export interface Commands {
  /** What the host has to know of the server (agent/desired) has changed, at this generation: it is asked for and made true. */
  'desired-state': { params: { serverId: ServerId; generation: number }; result: null }
  /** Makes bridges, DHCP and taps for the ports of this server. Of contract 7, as is what unplugs and updates them: now `desired-state` does it. */
  'nics-plug': { params: { serverId: ServerId; ports: readonly PortInfo[] }; result: null }
  'nics-unplug': { params: { serverId: ServerId; ports: readonly PortInfo[] }; result: null }
  /** Fetches the image into the host's cache, lays the root disk over it, grows it to the flavor, writes the config drive. */
  'disks-create': { params: GuestCommand; result: null }
  'disks-delete': { params: { serverId: ServerId }; result: null }
  /** Gives the disks the sizes of the command's flavor and keeps them as they were; the guest is off. */
  'disks-resize': { params: GuestCommand; result: null }
  /** Makes the disks what they were before the resize; without one nothing happens. */
  'disks-revert-resize': { params: { serverId: ServerId }; result: null }
  'disks-confirm-resize': { params: { serverId: ServerId }; result: null }
  /** Makes the disks anew in place of those that are there, the ephemeral one only when it is not to be kept. */
  'disks-rebuild': { params: { guest: GuestCommand; keepEphemeral: boolean }; result: null }
  /** Makes the disks of the guest's rescue anew; the server's own stay as they are. */
  'disks-rescue': { params: GuestCommand; result: null }
  'disks-unrescue': { params: { serverId: ServerId }; result: null }
  'guest-spawn': { params: GuestCommand; result: { power: PowerState } }
  'guest-destroy': { params: { serverId: ServerId }; result: null }
  /** Plugs the port, which is one of the guest's, into the host and a card for it into the guest, at once when it runs. */
  'guest-attach-nic': { params: { guest: GuestCommand; portId: PortId }; result: null }
  /** Takes the card of `port` from the guest, which is asked until it lets go, and the port off its network here. */
  'guest-detach-nic': { params: { guest: GuestCommand; port: PortInfo }; result: null }
  /** Has the host and the guest's cards do what the guest's ports say now; the guest keeps its cards. */
  'guest-update-nics': { params: { guest: GuestCommand }; result: null }
  'guest-power-on': { params: GuestCommand; result: { power: PowerState } }
  /** Whoever waits for this guest to shut down waits no longer: its time counts as over. */
  'guest-end-grace': { params: { serverId: ServerId }; result: null }
  'guest-power-off': { params: { serverId: ServerId; graceMs: number }; result: { power: PowerState } }
  /** `fellBack`: the guest did not shut down within `graceMs`, and was reset the hard way. */
  'guest-reboot': {
    params: { guest: GuestCommand; hard: boolean; graceMs: number }
    result: { power: PowerState; fellBack: boolean }
  }
  /** Makes a file of the root disk as it is at one moment; a guest that runs goes on. */
  'snapshot-make': { params: SnapshotCommand; result: null }
  /** Brings that file to its image. */
  'snapshot-upload': { params: SnapshotCommand; result: null }
  /** Ends and removes what a snapshot has left on this host. */
  'snapshot-discard': { params: SnapshotCommand; result: null }
  'guest-pause': { params: { serverId: ServerId }; result: { power: PowerState } }
  'guest-unpause': { params: { serverId: ServerId }; result: { power: PowerState } }
  /** Keeps the guest's memory on the host and switches it off; resuming, or a start, goes on from there. */
  'guest-suspend': { params: { serverId: ServerId }; result: { power: PowerState } }
  'guest-resume': { params: GuestCommand; result: { power: PowerState } }
  'guest-nmi': { params: { serverId: ServerId }; result: null }
  /** `sealedPassword`: as `sealedAdminPass` of a guest. */
  'guest-set-password': { params: { serverId: ServerId; user: string; sealedPassword: string }; result: null }
  /** Null for a guest without power. */
  'guest-diagnostics': { params: { serverId: ServerId }; result: { diagnostics: GuestDiagnostics | null } }
  /** The host's CPUs that each guest is kept to; a guest that may run on any of them is not in the list. */
  'guest-cpus': { params: { hostId: HostId }; result: { guests: (readonly [ServerId, readonly number[]])[] } }
  /**
   * Switches the host off or starts it anew, where its agent can; `bootId` is that of the boot which this ends, null where the host tells of
   * none. A host that has booted since has done it.
   */
  'host-power': {
    params: { hostId: HostId; action: HostPowerAction; bootId: string | null }
    result: null
  }
  /** Fetches an image into the host's cache; `existing` when it is there already. */
  'image-cache': { params: { image: CommandImage }; result: { outcome: 'cached' | 'existing' } }
  /** The last `maxBytes` of the serial console, decoded as UTF-8; null when there is no console. */
  'console-log': { params: { serverId: ServerId; maxBytes: number }; result: { text: string | null } }
}

export type CommandKind = keyof Commands

/** The commands that an agent of the oldest contract does not know, or would carry out otherwise, with the contract since which they are so. */
const changedSince: Readonly<Partial<Record<CommandKind, number>>> = { 'desired-state': 8, 'host-power': 8 }

/** The contract that an agent must have at least to carry out a command as it is meant. */
export const contractOf = (kind: CommandKind): number => changedSince[kind] ?? oldestContractVersion

/** What each command is for, as everybody is told when a host could not do it. */
export const purposes: Readonly<Record<CommandKind, string>> = {
  'desired-state': 'connect the server to its networks',
  'nics-plug': 'connect the server to its networks',
  'nics-unplug': 'disconnect the server from its networks',
  'disks-create': 'make the disks of the server',
  'disks-delete': 'delete the disks of the server',
  'disks-resize': 'resize the disks of the server',
  'disks-revert-resize': 'give the disks of the server their former sizes',
  'disks-confirm-resize': 'delete the former disks of the server',
  'disks-rebuild': 'make the disks of the server anew',
  'disks-rescue': 'make the disks of the rescue',
  'disks-unrescue': 'delete the disks of the rescue',
  'guest-spawn': 'start the server',
  'guest-destroy': 'end the server',
  'guest-attach-nic': 'attach the network card',
  'guest-detach-nic': 'detach the network card',
  'guest-end-grace': 'end the grace period of the guest',
  'guest-update-nics': 'change the network cards',
  'guest-power-on': 'start the server',
  'guest-power-off': 'stop the server',
  'guest-reboot': 'reboot the server',
  'snapshot-make': 'copy the disk of the server',
  'snapshot-upload': 'bring the copy of the disk to its image',
  'snapshot-discard': 'delete the copy of the disk',
  'guest-pause': 'pause the server',
  'guest-unpause': 'let the server go on',
  'guest-suspend': 'suspend the server',
  'guest-resume': 'resume the server',
  'guest-nmi': 'interrupt the server',
  'guest-set-password': 'change the password in the server',
  'guest-diagnostics': 'measure the server',
  'guest-cpus': 'tell which CPUs its guests run on',
  'host-power': 'change its power',
  'image-cache': 'fetch the image',
  'console-log': 'read the console log of the server',
}

/** Sends commands to one host's agent and waits for their outcome; asking again under the same `commandId` never does it anew. */
export interface AgentClient {
  command<Kind extends CommandKind>(
    kind: Kind,
    commandId: string,
    params: Commands[Kind]['params'],
  ): Promise<Commands[Kind]['result']>
  /** A byte stream to the guest's VNC server; undefined where there is none. */
  openVnc(serverId: ServerId): Promise<Duplex | undefined>
  /** A byte stream to the guest's serial port; undefined where there is none. */
  openSerial(serverId: ServerId): Promise<Duplex | undefined>
}

/** The agents by host name; throws `unavailable` for a host whose agent is not known or not up. */
export type Agents = (hostName: string) => AgentClient

/** What guests used since the measurement before: a list for each figure, with a value for each of `guests`; null is not known. */
export interface GuestMeasurements {
  hostName: string
  ageMs: number
  guests: readonly ServerId[]
  figures: Readonly<Record<FigureName, readonly (number | null)[]>>
  /** How much of the host itself was in use; undefined where that could not be measured. */
  host?: HostSample
}

/** What an agent hears when it has reported. */
export interface HeartbeatResponse {
  /** Of the control that has heard it. */
  contractVersion: number
  /** Where all control processes can be reached at this moment; whoever does not answer is left for another. */
  controls: readonly string[]
}

/** What an agent tells the conductor: that it lives and what it has; and what its guests are doing by themselves. */
export interface AgentReports {
  heartbeat(report: {
    hostName: string
    facts: HostFacts
    guests: ReadonlyArray<readonly [ServerId, PowerState]>
    /** The servers with disks here, guest or not: one that the cloud does not know is a leftover to command away. */
    disks: readonly ServerId[]
  }): Promise<void>
  /** What a host and its guests used until `ageMs` ago. It comes by itself, so that it can neither hold back a heartbeat nor be held back by one. */
  measured(report: GuestMeasurements): Promise<void>
  powerChanged(report: { hostName: string; serverId: ServerId; power: PowerState }): Promise<void>
}

/** The same as control hears it: with who it is that speaks for the host. */
export type HeardReports = {
  [What in keyof AgentReports]: (
    report: Parameters<AgentReports[What]>[0] & { identityId?: string | undefined },
  ) => Promise<void>
}
