import type { Db } from '#platform/db/database'
import type { HostId, MigrationId, ProjectId, ServerId, UserId } from '#platform/ids'

export type Resources = Readonly<Record<string, number>>

export interface Inventory {
  total: number
  reserved: number
  minUnit?: number
  maxUnit?: number
  stepSize?: number
  allocationRatio: number
}

/** What a provider has of one resource class and how much of it is taken; beside what counts, what its host has reported last. */
export interface InventoryInUse extends Required<Inventory> {
  used: number
  reportedReserved: number
  reportedRatio: number
}

/** What a provider has and how much of it is taken. */
export interface ProviderUsage {
  providerId: HostId
  generation: number
  inventories: Readonly<Record<string, InventoryInUse>>
  traits: readonly string[]
  /** The UUIDs of the aggregates that it is in. */
  aggregates: readonly string[]
}

/** Placement's only face to the other rooms. */
export interface PlacementService {
  /** Makes or updates a host's provider with its inventories and traits; nothing is written when nothing changed. */
  provide(provider: {
    id: HostId
    name: string
    inventories: Readonly<Record<string, Inventory>>
    traits: readonly string[]
  }): Promise<void>
  /** Deletes a host's provider with all that is still claimed of it, in the transaction that forgets the host; twice is once. */
  withdraw(trx: Db, providerId: HostId): Promise<void>
  /** Writes that a host's provider is, or will be once the host offers something, in an aggregate; in the caller's transaction. */
  joinAggregate(trx: Db, providerId: HostId, aggregateUuid: string): Promise<void>
  /** Writes that a host's provider is in that aggregate no more; in the caller's transaction. */
  leaveAggregate(trx: Db, providerId: HostId, aggregateUuid: string): Promise<void>
  /** Every provider with room for `resources` and all of `requiredTraits`, in one query. */
  candidates(resources: Resources, requiredTraits?: readonly string[]): Promise<readonly ProviderUsage[]>
  /** Every provider, or each of these, with room or not: for the reasons of a refusal and for the pages. */
  providers(ids?: readonly HostId[]): Promise<readonly ProviderUsage[]>
  /**
   * Claims `resources` for a consumer with one statement that checks capacity under the provider's generation; false when there is no
   * room any more. A consumer that already holds exactly this claim gets true.
   */
  claim(claim: {
    consumerId: ServerId
    providerId: HostId
    resources: Resources
    projectId: ProjectId
    userId: UserId
  }): Promise<boolean>
  /** Gives back all that the consumer holds. Twice is once. */
  release(consumerId: ServerId | MigrationId): Promise<void>
  /** Lets `under` hold what the consumer holds, so that it can claim anew; when `under` holds anything already, nothing changes. */
  setAside(consumerId: ServerId, under: MigrationId): Promise<void>
  /** Gives the consumer back what was set aside, instead of all that it holds now; nothing set aside is nothing to do. */
  putBack(consumerId: ServerId, from: MigrationId): Promise<void>
  /** Where each of these consumers has its claim; those without one are left out. */
  whereabouts(consumerIds: readonly ServerId[]): Promise<ReadonlyMap<ServerId, HostId>>
  /** Every consumer with a claim, for the reconciler that looks for what a crash left behind. */
  consumers(): Promise<readonly ServerId[]>
}
