import type { InjectedFile } from '#domain/server/injected-file'
import type { ServerAction } from '#domain/server/lifecycle'
import type { EmbeddedFlavor } from '#domain/server/server'
import type { FlavorId, ImageId, NetworkId, PortId, ProjectId, ServerId, UserId } from '#platform/ids'
import type { RebuildChanges } from './server-rebuild.ts'

/** One entry of a server's `networks`, as network's service takes it. */
export interface RequestedNetwork {
  networkId?: NetworkId
  portId?: PortId
  fixedIp?: string
}

/** What server-create is told; the rest it reads from the server's row. */
export interface ServerCreateParams {
  serverId: ServerId
  requestedNetworks: 'auto' | 'none' | readonly RequestedNetwork[]
  /** Sealed (platform/seal) for the agent that writes the config drive. */
  sealedAdminPass: string | null
  injectedFiles?: readonly InjectedFile[]
  /** Name of the only host that may take it. */
  requestedHost?: string
  /** Which try this is, from 1; only the flow itself writes a later one. */
  attempt?: number
  /** Hosts where an earlier try failed. */
  avoidHosts?: readonly string[]
  /** What went wrong there, for the fault when no other host is left. */
  earlierFailure?: string
}

/** What server-delete, server-start and server-stop are told. */
export interface ServerParams {
  serverId: ServerId
}

/** What server-reboot is told. */
export interface ServerRebootParams {
  serverId: ServerId
  hard: boolean
}

/** What server-rescue is told. */
export interface ServerRescueParams {
  serverId: ServerId
  /** What the guest is started from. */
  imageId: ImageId
  /** Sealed (platform/seal) for the agent that writes the config drive. */
  sealedAdminPass: string
}

/** What server-rebuild is told; what it makes the server into stands in the server's row already. */
export interface ServerRebuildParams {
  serverId: ServerId
  sealedAdminPass: string
  keepEphemeral: boolean
  injectedFiles?: readonly InjectedFile[]
  imageChanged: boolean
  /** What of the row was changed for it, as it was before. */
  previous: RebuildChanges
}

/** What server-resize is told: the flavor as it was when that was asked for, and by whom. */
export interface ServerResizeParams {
  serverId: ServerId
  flavor: EmbeddedFlavor & { id: FlavorId }
  userId: UserId
  projectId: ProjectId
}

/** What server-create-image and server-shelve are told. */
export interface ServerSnapshotParams {
  serverId: ServerId
  /** The image that waits for the server's root disk. */
  imageId: ImageId
}

/** What server-create-backup is told. */
export interface ServerBackupParams extends ServerSnapshotParams {
  backupType: string
  /** How many backups of that type stay, this one included. */
  rotation: number
}

/** What server-unshelve is told. */
export interface ServerUnshelveParams {
  serverId: ServerId
  /** The zone that the server is bound to from now on; null for none, absent to leave it. */
  zone?: string | null
  /** Name of the only host that may take it. */
  requestedHost?: string
}

/** What server-change-password is told. */
export interface ServerChangePasswordParams {
  serverId: ServerId
  /** Sealed (platform/seal) for the agent that tells the guest's. */
  sealedPassword: string
  /** The password as only the server's key opens it, base64; null where that key cannot hide anything. */
  passwordCrypt: string | null
}

/** What server-attach-interface is told. */
export interface ServerAttachInterfaceParams {
  serverId: ServerId
  /** Undefined: on the only network that the project can use. */
  requested?: RequestedNetwork
  /** The id of the port where one has to be made. */
  newPortId: PortId
  tag?: string
}

/** What server-detach-interface is told. */
export interface ServerDetachInterfaceParams {
  serverId: ServerId
  portId: PortId
}

/** The parameters of every flow of a server, by slug. */
export interface ServerFlowParams {
  'server-create': ServerCreateParams
  'server-delete': ServerParams
  'server-start': ServerParams
  'server-stop': ServerParams
  'server-reboot': ServerRebootParams
  'server-pause': ServerParams
  'server-unpause': ServerParams
  'server-suspend': ServerParams
  'server-resume': ServerParams
  'server-rescue': ServerRescueParams
  'server-unrescue': ServerParams
  'server-rebuild': ServerRebuildParams
  'server-resize': ServerResizeParams
  'server-confirm-resize': ServerParams
  'server-revert-resize': ServerParams
  'server-shelve': ServerSnapshotParams
  'server-shelve-offload': ServerParams
  'server-unshelve': ServerUnshelveParams
  'server-create-image': ServerSnapshotParams
  'server-create-backup': ServerBackupParams
  'server-change-password': ServerChangePasswordParams
  'server-trigger-crash-dump': ServerParams
  'server-attach-interface': ServerAttachInterfaceParams
  'server-detach-interface': ServerDetachInterfaceParams
  'server-soft-delete': ServerParams
  'server-restore': ServerParams
}

/** The flow that carries `action` out, with what it is told of its own. */
export const flowOf = {
  start: { flow: 'server-start', params: {} },
  stop: { flow: 'server-stop', params: {} },
  softReboot: { flow: 'server-reboot', params: { hard: false } },
  hardReboot: { flow: 'server-reboot', params: { hard: true } },
  pause: { flow: 'server-pause', params: {} },
  unpause: { flow: 'server-unpause', params: {} },
  suspend: { flow: 'server-suspend', params: {} },
  resume: { flow: 'server-resume', params: {} },
  rescue: { flow: 'server-rescue', params: {} },
  unrescue: { flow: 'server-unrescue', params: {} },
  rebuild: { flow: 'server-rebuild', params: {} },
  resize: { flow: 'server-resize', params: {} },
  confirmResize: { flow: 'server-confirm-resize', params: {} },
  revertResize: { flow: 'server-revert-resize', params: {} },
  shelve: { flow: 'server-shelve', params: {} },
  shelveOffload: { flow: 'server-shelve-offload', params: {} },
  unshelve: { flow: 'server-unshelve', params: {} },
  createImage: { flow: 'server-create-image', params: {} },
  createBackup: { flow: 'server-create-backup', params: {} },
  changePassword: { flow: 'server-change-password', params: {} },
  triggerCrashDump: { flow: 'server-trigger-crash-dump', params: {} },
  attachInterface: { flow: 'server-attach-interface', params: {} },
  detachInterface: { flow: 'server-detach-interface', params: {} },
  delete: { flow: 'server-delete', params: {} },
  softDelete: { flow: 'server-soft-delete', params: {} },
  restore: { flow: 'server-restore', params: {} },
} as const satisfies Record<ServerAction, { flow: keyof ServerFlowParams; params: object }>
