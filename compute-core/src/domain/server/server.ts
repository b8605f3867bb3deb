import type { FlavorId, HostId, ImageId, ProjectId, ServerGroupId, ServerId, UserId } from '#platform/ids'
import type { PortBinding } from '#services/network/network-service'
import type { PowerState } from './power-state.ts'

export type VmState =
  | 'active'
  | 'building'
  | 'paused'
  | 'suspended'
  | 'stopped'
  | 'rescued'
  | 'resized'
  | 'soft-delete'
  | 'deleted'
  | 'error'
  | 'shelved'
  | 'shelved_offloaded'

/** The flavor as it was when the server got it. */
export interface EmbeddedFlavor {
  name: string
  vcpus: number
  ramMb: number
  diskGb: number
  ephemeralGb: number
  swapMb: number
  rxtxFactor: number
  extraSpecs: Readonly<Record<string, string>>
}

/** One address of a port. */
export type FixedIp = PortBinding['fixedIps'][number]

/** One port of a server, as the network service describes it, with what compute adds. */
export interface PortInfo extends PortBinding {
  /** What its owner calls the card. */
  tag?: string
}

export interface ServerFault {
  code: number
  message: string
  details: string | null
  createdAt: Date
}

export interface Server {
  id: ServerId
  /** libvirt's domain name is `instance-%08x` of this. */
  seq: number
  projectId: ProjectId
  userId: UserId
  name: string
  description: string | null
  hostname: string
  vmState: VmState
  taskState: string | null
  powerState: PowerState
  progress: number
  hostId: HostId | null
  /** The host's name, joined in; null without a host. */
  hostName: string | null
  availabilityZone: string | null
  pinnedZone: string | null
  imageId: ImageId | null
  imageProperties: Readonly<Record<string, string>>
  flavorId: FlavorId
  flavor: EmbeddedFlavor
  keyName: string | null
  keyData: string | null
  metadata: Readonly<Record<string, string>>
  tags: readonly string[]
  /** Base64, as it came. */
  userData: string | null
  configDrive: boolean
  accessIpV4: string | null
  accessIpV6: string | null
  diskConfig: 'AUTO' | 'MANUAL'
  schedulerHints: Readonly<Record<string, unknown>>
  networkInfo: readonly PortInfo[]
  lockedBy: 'owner' | 'admin' | null
  lockedReason: string | null
  reservationId: string
  launchIndex: number
  rootDeviceName: string | null
  trustedCerts: readonly string[] | null
  serverGroupId: ServerGroupId | null
  /** The flavor to go back to while a resize waits to be confirmed. */
  oldFlavor: (EmbeddedFlavor & { id: FlavorId }) | null
  /** The vm_state to come back to after a resize, a rescue or a shelving. */
  oldVmState: VmState | null
  rescueImageId: ImageId | null
  shelvedImageId: ImageId | null
  shelvedAt: Date | null
  resizedAt: Date | null
  softDeletedAt: Date | null
  /** Rises with every write; a write under an old one is refused. */
  generation: number
  createdAt: Date
  updatedAt: Date
  launchedAt: Date | null
  terminatedAt: Date | null
  deletedAt: Date | null
  /** The newest one; only shown while the server is in error or deleted. */
  fault: ServerFault | null
}
