import type { ComputeDriver } from '#driver/compute-driver'
import type { ServerId } from '#platform/ids'
import type { Seal } from '#platform/seal'
import type { HostDisks } from '../disks/host-disks.ts'
import type { HostNics } from '../nics/host-nics.ts'
import type { OrderKind, Orders } from './order-contract.ts'

/** What orders work with: one host's hypervisor, disks and network, and the key to what is meant for it alone. */
export interface OrderHost {
  driver: ComputeDriver
  disks: HostDisks
  nics: HostNics
  /** Opens the secrets that come with orders. */
  seal: Seal
}

/** How one kind of order is carried out. */
export interface OrderHandler<Kind extends OrderKind> {
  serverId(params: Orders[Kind]['params']): ServerId
  /** `reading` waits for no other order of its server; of `heavy` ones only a few run at once. */
  load: 'reading' | 'light' | 'heavy'
  /** May be run twice, and after any crash of an earlier run. */
  run(host: OrderHost, params: Orders[Kind]['params']): Promise<Orders[Kind]['result']>
}
