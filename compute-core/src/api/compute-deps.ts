import type { Agents } from '#agent/orders/order-contract'
import type { IdentityService } from '#companions/identity/identity-service'
import type { ImageService } from '#companions/image/image-service'
import type { NetworkService } from '#companions/network/network-service'
import type { PlacementService } from '#companions/placement/placement-service'
import type { Clock } from '#platform/clock'
import type { Settings } from '#platform/config'
import type { Database } from '#platform/db/database'
import type { Flows } from '#platform/flow/wishes'
import type { Authenticate } from '#platform/http/caller'
import type { Log } from '#platform/log'
import type { Seal } from '#platform/seal'
import type { Neighbour } from './neighbour.ts'
import type { Policy } from './policy.ts'

/** Where a browser opens a console with a one-time token; `origin` is the cloud's as the caller reached it. */
export type ConsoleUrl = (console: { origin: string; protocol: string; token: string }) => string

/** What the compute API stands on; `main` brings it. */
export interface ComputeDeps {
  db: Database
  authenticate: Authenticate
  identity: IdentityService
  images: ImageService
  networks: NetworkService
  placement: Pick<PlacementService, 'withdraw'>
  flows: Flows
  agents: Agents
  seal: Seal
  config: ComputeSettings
  clock: Clock
  log: Log
  consoleUrl: ConsoleUrl
  /** The other services' APIs, for what the compute API once answered in their stead. */
  neighbours: Readonly<Record<'image' | 'network', Neighbour>>
  /** Rules that an operator has changed; the defaults are OpenStack's. */
  policy?: Policy
}

/** The settings that the compute API reads. */
export type ComputeSettings = Pick<
  Settings,
  | 'port'
  | 'public_url'
  | 'max_limit'
  | 'quota'
  | 'rate_limit'
  | 'service_down_time'
  | 'default_availability_zone'
  | 'rescue_image_id'
  | 'rpc_response_timeout'
  | 'serial_console_enabled'
  | 'reclaim_instance_interval'
>
