import type { OrderKind, Orders } from '#agent/orders/order-contract'
import type { ServerId } from '#platform/ids'
import { order, type Conductor } from '../conductor.ts'
import { serverOnHost } from './server-host.ts'
import { isStillAt, type ServerKnown } from './server-tasks.ts'

/**
 * A way back that is gone only while the server is still at one of `tasks`: whoever has overtaken the flow (a hard reboot, a delete, an
 * administrator who reset the state) has the guest as it wants it already.
 */
export const whileAt =
  <Known extends Pick<ServerKnown, 'serverId' | 'flowId'>, Result>(
    tasks: readonly string[],
    undo: (io: Conductor, known: Known, result: Result) => Promise<unknown>,
  ) =>
  async (io: Conductor, known: Known, result: Result): Promise<void> => {
    if (await isStillAt(io.db, known, tasks)) await undo(io, known, result)
  }

/** The tasks of a flow, and those of the deletes: they wait until what they have overtaken has taken its steps back. */
export const orLeaving = (tasks: readonly string[]): readonly string[] => [...tasks, 'deleting', 'soft-deleting']

/** Orders for which a host needs to know no more than which server. */
type PlainOrder = {
  [Kind in OrderKind]: { serverId: ServerId } extends Orders[Kind]['params'] ? Kind : never
}[OrderKind]

/** Gives the server's host such an order. */
export async function orderOnHost<Kind extends PlainOrder>(
  io: Conductor,
  kind: Kind,
  orderId: string,
  serverId: ServerId,
): Promise<Orders[Kind]['result']> {
  const { hostName } = await serverOnHost(io, serverId)
  return order(io, hostName, kind, orderId, { serverId } as Orders[Kind]['params'])
}
