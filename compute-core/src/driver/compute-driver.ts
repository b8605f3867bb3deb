import type { Duplex } from 'node:stream'
import type { GuestCounters } from '#domain/guest-metrics/guest-figures'
import type { HostCounters } from '#domain/host/host-figures'
import type { PowerState } from '#domain/server/power-state'
import type { ServerId } from '#platform/ids'

/** A disk as the guest sees it; the file has been made before by `agent/disks`. */
export interface GuestDisk {
  /** Absolute path on this host. */
  source: string
  format: 'qcow2' | 'raw'
  device: 'disk' | 'cdrom' | 'floppy'
  /** Where it is not the one that the image's properties and the device imply. */
  bus?: 'virtio' | 'scsi' | 'sata' | 'ide' | 'usb' | 'fdc'
  /** The root disk has one, 1; while a server is rescued, what it is rescued with has. */
  bootOrder?: number
}

/** What goes through a port: all that is under its own addresses, nothing but ARP and its DHCP lease, or whatever comes. */
export type PortFilter = 'open' | 'closed' | 'off'

/** A network interface; the bridge has been made before by `agent/nics`. */
export interface GuestNic {
  portId: string
  mac: string
  mtu: number
  /** Address the port may speak with; anything else is dropped (anti-spoofing). */
  fixedIps: readonly string[]
  /** What is let through; `open` unless said otherwise. */
  filter?: PortFilter
  /** The cable is out: the guest has the card, and nothing goes through it. */
  isDown?: boolean
  link:
    | { kind: 'bridge'; bridge: string; tap: string }
    /** Ordinary users may not make bridges: QEMU's own user-mode network, which leases out `address` of `cidr`. */
    | { kind: 'user'; cidr: string; address: string }
}

/** Everything a driver needs to define and start one guest; the same input always gives the same guest. */
export interface GuestSpec {
  serverId: ServerId
  /** libvirt's domain name, Nova's `instance-%08x`. */
  domainName: string
  vcpus: number
  ramMb: number
  disks: readonly GuestDisk[]
  nics: readonly GuestNic[]
  /** Absolute path of the file that the serial console is logged to. */
  consoleLogPath: string
  /** Direct kernel boot, for images that have a kernel and a ramdisk. */
  boot?: { kernel: string; ramdisk?: string; commandLine?: string }
  extraSpecs: Readonly<Record<string, string>>
  imageProperties: Readonly<Record<string, string>>
  about: {
    displayName: string
    flavorId: string
    flavorName: string
    imageId: string | null
    projectId: string
    userId: string
    createdAt: string
  }
}

/** A part of a host's CPUs with the memory that is near to them. */
export interface NumaCell {
  id: number
  memoryMb: number
  cpus: readonly number[]
  /** Of them, those that guests may have for themselves. */
  dedicatedCpus: readonly number[]
}

export interface HostFacts {
  hostname: string
  /** When the host was started, as ISO 8601 has it; undefined where it does not say. */
  bootedAt?: string
  /** Of this start of the host: another after each. Undefined where it does not say. */
  bootId?: string
  hypervisorType: string
  /** major*1e6 + minor*1e3 + release, as libvirt counts. */
  hypervisorVersion: number
  /** Of libvirt, counted alike; undefined where there is none. */
  libvirtVersion?: number
  driverName: string
  /** The operating system's, as in `Linux 6.1.0-18-amd64`; undefined where there is none. */
  kernel?: string
  /** Of Kilonova's agent that reports this. */
  agentVersion?: string
  /** Of the contract between control and agents that it speaks (`agent/commands/command-contract.ts`); undefined is 7. */
  contractVersion?: number
  cpuInfo: {
    arch: string
    model: string
    vendor: string
    topology: { cells: number; sockets: number; cores: number; threads: number }
    features: readonly string[]
  }
  vcpus: number
  /** How many of them guests may have for themselves; undefined is none. */
  dedicatedCpus?: number
  /** Its NUMA cells, by their ids; undefined where it does not say. */
  cells?: readonly NumaCell[]
  ramMb: number
  diskGb: number
  /** [architecture, hypervisor type, vm mode], as Nova's `supported_instances`. */
  supportedInstances: readonly (readonly [string, string, string])[]
  traits: readonly string[]
}

/** What one network card has carried in one direction since the guest was started. */
export interface NicTraffic {
  octets: number
  packets: number
  errors: number
  drop: number
}

/** What a hypervisor measures of a guest; counters begin when the guest is started. */
export interface GuestDiagnostics {
  power: PowerState
  hypervisor: 'kvm' | 'qemu' | 'fake'
  cpus: readonly { timeNs: number }[]
  /** `errors` is -1 where the hypervisor counts none. */
  disks: readonly {
    device: string
    readRequests: number
    readBytes: number
    writeRequests: number
    writeBytes: number
    errors: number
  }[]
  /** A card on QEMU's own network has no device on the host, and is not counted. */
  nics: readonly { device: string; mac: string | null; rx: NicTraffic; tx: NicTraffic }[]
  /** `stats` are what the guest's balloon tells, in KiB, by libvirt's names. */
  memory: { maximumKib: number; stats: Readonly<Record<string, number>> }
}

/** A guest changed its power state by itself or by somebody's hand outside the cloud. */
export interface PowerEvent {
  serverId: ServerId
  power: PowerState
  at: Date
}

/** A copy of a running guest's disk. */
export interface DiskCopy {
  /** Absolute path of the disk that the guest writes to. */
  source: string
  target: string
  /** Whether the guest's agent is asked to hold its file systems still for that moment; `must` fails where it does not. */
  freeze: 'no' | 'try' | 'must'
}

/**
 * What a hypervisor must be able to do, one host each. Every method may be called twice: the second
 * call finds its work done and says nothing. `driver-contract.ts` is the suite that holds all drivers to this.
 */
export interface ComputeDriver {
  readonly name: string
  facts(): Promise<HostFacts>
  /** Every guest of ours on this host with its power state; foreign domains are left out. */
  listGuests(): Promise<ReadonlyMap<ServerId, PowerState>>
  /** Undefined when this host has no such guest. */
  powerState(serverId: ServerId): Promise<PowerState | undefined>
  /** Defines the guest and starts it; returns once it runs. Leaves nothing behind when it throws. */
  spawn(guest: GuestSpec): Promise<void>
  /** Ends the guest without asking it and forgets its definition, with the memory that `suspend` has kept; disks stay. */
  destroy(serverId: ServerId): Promise<void>
  /** Makes the definition anew from `guest` and starts it; a running guest is left alone. */
  powerOn(guest: GuestSpec): Promise<void>
  /** Asks the guest to shut down, and pulls the plug on one that has not within `graceMs`, or until `graceEnded`. 0 pulls at once. */
  powerOff(serverId: ServerId, graceMs: number, graceEnded?: AbortSignal): Promise<void>
  /** Asks the guest to shut down and starts it again; false when it did not within `graceMs`, or until `graceEnded`, and runs on. */
  softReboot(serverId: ServerId, graceMs: number, graceEnded?: AbortSignal): Promise<boolean>
  /** Pulls the plug, makes the definition anew from `guest`, boots it: the memory that `suspend` has kept is gone. */
  hardReboot(guest: GuestSpec): Promise<void>
  /**
   * Copies all that is written on the guest's disk `source` to `target`, a qcow2 over the same base, while the guest goes on; the copy
   * is of one moment. False for a guest that is off, whose disk can be read as it is.
   */
  copyDisk(serverId: ServerId, copy: DiskCopy): Promise<boolean>
  /** Ends a copy that somebody began and did not end, and whatever holds still for it; the guest's disk stays what it is. */
  endCopy(serverId: ServerId, copy: Omit<DiskCopy, 'target'>): Promise<void>
  /** Gives the guest a network card, at once when it runs; a guest that is not defined here gets it when it is started. */
  attachNic(guest: GuestSpec, nic: GuestNic): Promise<void>
  /** Takes a network card from the guest; a running guest that does not let go of it is a conflict. */
  detachNic(guest: GuestSpec, nic: GuestNic): Promise<void>
  /** Has a card of the guest let through what `nic` says now, at once when it runs; a card that the guest does not have stays so. */
  updateNic(serverId: ServerId, nic: GuestNic): Promise<void>
  /** Stops the guest's processors where they are. What only a running guest can do is refused with a conflict where it has no power. */
  pause(serverId: ServerId): Promise<void>
  /** Lets a paused guest go on. */
  unpause(serverId: ServerId): Promise<void>
  /** Keeps the guest's memory on the host's disk and switches the guest off: `resume` and `powerOn` go on from there. */
  suspend(serverId: ServerId): Promise<void>
  /** Goes on where `suspend` has stopped; boots where nothing was kept. */
  resume(guest: GuestSpec): Promise<void>
  /** Sends the guest a non-maskable interrupt, which has its kernel dump core or say so. */
  injectNmi(serverId: ServerId): Promise<void>
  /** Has the agent in the guest change a user's password; a conflict where there is no agent, not-implemented where it is silent. */
  setPassword(serverId: ServerId, login: { user: string; password: string }): Promise<void>
  /** What is measured of the guest now; undefined for one without power. */
  diagnostics(serverId: ServerId): Promise<GuestDiagnostics | undefined>
  /** What is counted of every guest of ours that has power, in one question for all of them; a guest that does not answer holds up nobody. */
  measureGuests(): Promise<ReadonlyMap<ServerId, GuestCounters>>
  /** What is counted of the host itself, and how much of it is in use. */
  measureHost(): Promise<HostCounters>
  /** The host's CPUs that each guest of ours is kept to, with power or not; one that may run on any of them is not in it. */
  guestCpus(): Promise<ReadonlyMap<ServerId, readonly number[]>>
  /** A byte stream to the guest's VNC server, or undefined where there is none. */
  openVnc(serverId: ServerId): Promise<Duplex | undefined>
  /** A byte stream to the guest's serial port, or undefined where there is none; its log is written either way. */
  openSerial(serverId: ServerId): Promise<Duplex | undefined>
  /** Calls `listener` on each change; correctness never depends on it. Returns the way to stop. */
  onPowerEvent(listener: (event: PowerEvent) => void): () => void
  /** Lets go of the hypervisor; guests run on. */
  close(): Promise<void>
}
