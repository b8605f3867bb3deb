import type { ServerAction } from '#domain/server/lifecycle'
import type { NetworkId, PortId, ServerId } from '#platform/ids'

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

/** The parameters of every flow of a server, by slug. */
export interface ServerFlowParams {
  'server-create': ServerCreateParams
  'server-delete': ServerParams
  'server-start': ServerParams
  'server-stop': ServerParams
  'server-reboot': ServerRebootParams
}

/** The flow that carries `action` out, with what it is told of its own. */
export const flowOf = {
  start: { flow: 'server-start', params: {} },
  stop: { flow: 'server-stop', params: {} },
  softReboot: { flow: 'server-reboot', params: { hard: false } },
  hardReboot: { flow: 'server-reboot', params: { hard: true } },
  delete: { flow: 'server-delete', params: {} },
} as const satisfies Record<ServerAction, { flow: keyof ServerFlowParams; params: object }>
