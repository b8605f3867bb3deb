import type { EmbeddedFlavor, Server } from '#domain/server/server'
import type { Agents } from '#agent/commands/command-contract'
import type { IdentityService } from '#services/identity/identity-service'
import type { ImageService } from '#services/image/image-service'
import type { NetworkService } from '#services/network/network-service'
import type { PlacementService } from '#services/placement/placement-service'
import type { AuditTrail } from '#platform/audit/audit-trail'
import type { LogLevel } from '#platform/log'
import type { Clock } from '#platform/clock'
import type { Settings } from '#platform/config'
import type { SettingInForce } from '#platform/settings-in-force'
import type { ReconcilerFigures } from '#platform/reconciler-figures'
import type { Database } from '#platform/db/database'
import type { Flows } from '#platform/flow/jobs'
import type { Authenticate } from '#platform/http/caller'
import type { HeldBackList } from '#platform/http/rate-limit'
import type { Log } from '#platform/log'
import type { PermitOf } from '#platform/service/permit-of'
import type { Seal } from '#platform/seal'
import type { PeerService } from './peer-service.ts'

/** Where a browser opens a console with a one-time token; `origin` is the cloud's as the caller reached it. */
export type ConsoleUrl = (console: { origin: string; protocol: string; token: string }) => string

/** How many hosts have room for a server of one flavor, and how many have not for each reason. */
export interface FlavorRoom {
  hosts: number
  reasons: Readonly<Record<string, number>>
}

/** What of a server decides where it can run. */
export type PlannedServer = Pick<
  Server,
  'flavor' | 'projectId' | 'imageProperties' | 'pinnedZone' | 'schedulerHints' | 'serverGroupId'
>

interface RuleRefusal {
  filter: string
  because: string
}

/** What the scheduler says of all hosts, the first choice first. */
export interface FitAnswer {
  rules: readonly string[]
  fits: number
  hosts: readonly {
    name: string
    zone: string
    rank: number | null
    weight: number | null
    fits: number
    fullWhen: RuleRefusal | null
    refusals: readonly RuleRefusal[]
  }[]
  /** What each host that does not fit is refused for first. */
  rejections: readonly { because: string; told?: string }[]
}

/** The machinery behind the APIs, for who runs the cloud. */
export interface System {
  /** Which control process this is. */
  processId: string
  /** Of the product, of its source where that is known, and of what it runs on. */
  versions: { kilonova: string; revision: string | null; node: string; agent_contract: number }
  services: readonly { name: string; title: string; path: string; min: string; max: string }[]
  /** Asks a service for its versions, within this process. */
  check(service: string): Promise<{ status: number; tookMs: number }>
  settings(): readonly SettingInForce[]
  /** Of the process that runs them, whichever that is. */
  reconcilers(): Promise<readonly ReconcilerFigures[]>
  /** Has one look now; false where there is none of this name. */
  runReconciler(name: string): Promise<boolean>
  heldBack: HeldBackList
  logLevel: { now(): LogLevel; atStart: LogLevel; set(level: LogLevel): void }
}

/** How a machine finds and knows this cloud when it joins. */
export interface Joining {
  /** Of the authority that signs what control and hosts show each other. */
  fingerprint: string
  /** Where control is reached from other machines, as `address:port`; nowhere when it listens for its own machine alone. */
  places(): Promise<readonly string[]>
}

/** What the compute API stands on; `main` brings it. */
export interface ComputeDeps {
  db: Database
  authenticate: Authenticate
  identity: IdentityService
  images: ImageService
  networks: NetworkService
  placement: Pick<PlacementService, 'withdraw' | 'joinAggregate' | 'leaveAggregate' | 'providers'>
  flows: Flows
  agents: Agents
  seal: Seal
  config: ComputeSettings
  clock: Clock
  log: Log
  consoleUrl: ConsoleUrl
  /** The names of the steps of a flow; none of one that is not known. */
  stepsOf: (flow: string) => readonly string[]
  /** How many hosts have room now for a project's server of each of these flavors, and why others have not. */
  roomFor: (flavors: readonly EmbeddedFlavor[], projectId: string | null) => Promise<readonly FlavorRoom[]>
  /** Where such a server could run now, as the scheduler would choose, and why not elsewhere. Nothing is claimed. */
  wouldFit: (server: PlannedServer, requestedHost: string | undefined) => Promise<FitAnswer>
  /** The other services' APIs, for what the compute API once answered in their stead. */
  peers: Readonly<Record<'image' | 'network', PeerService>>
  /** The network service's own policy, for the limits that are changed together with compute's. */
  permitNetwork: PermitOf<'update_quota' | 'delete_quota'>
  system: System
  joining: Joining
  /** Where it is kept what was changed, by whom. */
  audit?: AuditTrail | undefined
  /** The policy rules that the operator has changed; the defaults are OpenStack's. */
  policy?: Readonly<Record<string, string>> | undefined
  /** For tests: a response that is not as its route declares it is a 500. */
  checksResponses?: boolean
}

/** The settings that the compute API reads. */
export type ComputeSettings = Pick<
  Settings,
  | 'port'
  | 'public_url'
  | 'max_limit'
  | 'quota'
  | 'rate_limit'
  | 'webhook_url'
  | 'service_down_time'
  | 'default_availability_zone'
  | 'rescue_image_id'
  | 'rpc_response_timeout'
  | 'max_waiting_operations'
  | 'serial_console_enabled'
  | 'reclaim_instance_interval'
  | 'resume_guests_state_on_host_boot'
  | 'resize_confirm_window'
  | 'metrics_interval'
>
