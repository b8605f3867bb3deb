import type { Settings } from '#platform/config'

/** What a machine says that wants to be a host. */
export interface JoinRequest {
  /** The secret half of the token; with the other half the machine has made sure that this is the cloud that it means. */
  token: string
  /** For a certificate of its key (PKCS #10, PEM). */
  csr: string
  hostName: string
  machineId: string
  /** Where control finds its agent. */
  address: string
  port: number
  contractVersion: number
  version: string
}

/** What an agent says whenever it starts. */
export interface AnnounceRequest extends Pick<JoinRequest, 'address' | 'port' | 'contractVersion' | 'version'> {
  /** Of this start of the agent; no other has it. */
  instance: string
}

/** The header by which an agent says which start of it asks. */
export const instanceHeader = 'kilonova-instance'

/** The settings of the cloud that are the same on every host. */
export type CloudSettings = Pick<Settings, 'report_interval' | 'metrics_interval' | 'dhcp_domain'>

/** What every host of the cloud is told. */
export interface CloudNews {
  /** Where control processes are reached, as `address:port`. */
  controls: readonly string[]
  settings: CloudSettings
}

/** What makes a machine a host. */
export interface JoinResponse extends CloudNews {
  identityId: string
  certificate: string
  authority: string
  /** Base64: of the seal under which it gets its secrets. */
  sealKey: string
}

export interface AnnounceResponse extends CloudNews {
  /** Why control cannot reach its agent; undefined where it can. */
  unreachable?: string
}

/** The header by which a host hears, whatever it has asked, that its cloud does not know it any more. */
export const forgottenHeader = 'kilonova-forgotten'
