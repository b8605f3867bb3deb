import type { InjectedFile } from '#domain/server/injected-file'
import type { FlowOf, lifecycle, ServerAction } from '#domain/server/lifecycle'
import type { Turn } from '#platform/flow/fair-slots'
import type { Job } from '#platform/flow/jobs'
import type { EmbeddedFlavor } from '#domain/server/server'
import type { FlavorId, ImageId, PortId, ProjectId, ServerId, UserId } from '#platform/ids'
import type { RebuildChanges } from '#domain/server/rebuild-changes'
import type { NetworkRequest } from '#services/network/network-service'

/** Who a server's image has to be visible to when its disk is made: the server's project, unless somebody else answers for it. */
export interface ImageChoice {
  /** An administrator has chosen the image, or the cloud: the project need not see it. */
  anyImage?: true | undefined
}

/** What server-create is told; the rest it reads from the server's row. */
export interface ServerCreateParams extends ImageChoice {
  serverId: ServerId
  requestedNetworks: 'auto' | 'none' | readonly NetworkRequest[]
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
  /** What administrators are told of that, host by host. */
  earlierDetail?: readonly string[]
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
export interface ServerRescueParams extends ImageChoice {
  serverId: ServerId
  /** What the guest is started from. */
  imageId: ImageId
  /** Sealed (platform/seal) for the agent that writes the config drive. */
  sealedAdminPass: string
}

/** What server-rebuild is told; what it makes the server into stands in the server's row already. */
export interface ServerRebuildParams extends ImageChoice {
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
  requested?: NetworkRequest
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

/** What a flow of its own is told besides which server, and besides what the action's row says. */
export type ActionParams<Action extends ServerAction> = OrNone<
  Omit<ServerFlowParams[FlowOf<Action>], 'serverId' | FixedParam<Action>>
>

// An empty object type would take anything.
type OrNone<Params> = keyof Params extends never ? { serverId?: never } : Params

type FixedParam<Action extends ServerAction> = (typeof lifecycle)[Action] extends { params: infer Params }
  ? keyof Params
  : never

/** The actions whose flow needs to be told nothing but which server. */
export type ActionWithoutParams = {
  [Action in ServerAction]: object extends ActionParams<Action> ? Action : never
}[ServerAction]

/** A job of a server, as it waits for its flow: its parameters are those of the flow, and of no other. */
export interface ServerJob<Slug extends keyof ServerFlowParams> {
  flow: Slug
  params: ServerFlowParams[Slug]
  requestId: string
  turn: Turn
}

/** The same as the engine takes it. */
export const asJob = <Slug extends keyof ServerFlowParams>({
  flow,
  params,
  requestId,
  turn,
}: ServerJob<Slug>): Omit<Job, 'id'> => ({ flow, subjectId: params.serverId, params: { ...params }, requestId, turn })
