import type { OrderKind, Orders } from '#agent/orders/order-contract'
import type { ServerId } from '#platform/ids'
import { findServer } from '#store/server-store'
import { order, type Conductor } from '../conductor.ts'
import { serverOnHost } from './server-host.ts'

/**
 * A way back that is gone only while the server is still at one of `tasks`: whoever has overtaken the flow (a hard reboot, say) has the
 * guest as it wants it already.
 */
export const whileAt =
  <Known extends { serverId: ServerId }>(
    tasks: readonly string[],
    undo: (io: Conductor, known: Known) => Promise<unknown>,
  ) =>
  async (io: Conductor, known: Known): Promise<void> => {
    const server = await findServer(io.db, known.serverId)
    if (server && tasks.includes(server.taskState ?? '')) await undo(io, known)
  }

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
