import { conflict, invalid, unavailable } from '#platform/errors'
import { systemClock, type Clock } from '#platform/clock'
import { isUuid, type ServerId } from '#platform/ids'
import type { Log } from '#platform/log'
import { atMost } from '#platform/at-most'
import { inTurn } from '#platform/in-turn'
import type { OrderKind, Orders } from './order-contract.ts'
import { isOrderKind, orderHandlers } from './order-handlers.ts'
import type { OrderHandler, OrderHost } from './order-handler.ts'

/** An order as it comes in. */
export interface Order<Kind extends OrderKind = OrderKind> {
  id: string
  kind: Kind
  params: Orders[Kind]['params']
}

/** Where a host takes its orders: an id is carried out once, however often and on whatever way it is asked for. */
export interface OrderDesk {
  /** The order's outcome; of an id that is known already, the outcome of its first time. */
  take<Kind extends OrderKind>(order: Order<Kind>): Promise<Orders[Kind]['result']>
  /** The outcome of an order taken before; undefined for one never seen, or forgotten. */
  find(id: string): Promise<unknown> | undefined
  /** Takes no more orders; those under way go on. Resolves when the last has ended. */
  close(): Promise<void>
}

export interface DeskOptions {
  /** How many heavy orders (disk work) run at once. */
  heavyAtOnce?: number
  /** How long a finished order's outcome is kept for whoever asks again. */
  rememberMs?: number
  clock?: Clock
}

interface Entry {
  kind: OrderKind
  serverId: ServerId
  outcome: Promise<unknown>
  endedAt: number | null
}

/** Opens the desk of `host`. Memory is all it has: after a crash orders come again, and each may be run twice. */
export function openDesk(host: OrderHost, log: Log, options: DeskOptions = {}): OrderDesk {
  const { heavyAtOnce = 4, rememberMs = 10 * 60_000, clock = systemClock } = options
  const known = new Map<string, Entry>()
  const lane = inTurn<ServerId>()
  const heavySlot = atMost(heavyAtOnce)
  let isOpen = true

  const carryOut = <Kind extends OrderKind>(
    { kind, params }: Order<Kind>,
    handler: OrderHandler<Kind>,
    serverId: ServerId,
  ) => {
    const run = async () => handler.run(host, params)
    switch (handler.load) {
      case 'reading':
        return run()
      case 'light':
        return lane(serverId, run)
      case 'heavy':
        return lane(serverId, () => heavySlot(run))
      default:
        throw new Error(`Order ${kind} has no load.`)
    }
  }

  const begin = <Kind extends OrderKind>(order: Order<Kind>, serverId: ServerId): Entry => {
    const outcome = carryOut(order, orderHandlers[order.kind], serverId)
    const entry: Entry = { kind: order.kind, serverId, outcome, endedAt: null }
    const end = () => {
      entry.endedAt = clock.now().getTime()
      // What was read is large and can be read again.
      if (orderHandlers[order.kind].load === 'reading') known.delete(order.id)
    }
    outcome.then(end, (err: Error) => {
      end()
      log.warn({ order: order.kind, orderId: order.id, serverId, err }, `Order ${order.kind} failed: ${err.message}`)
    })
    known.set(order.id, entry)
    return entry
  }

  // Entries stand in the order they came, so the oldest are first; one still running just keeps its place.
  const forgetOld = () => {
    const before = clock.now().getTime() - rememberMs
    for (const [id, { endedAt }] of known) {
      if (endedAt === null) continue
      if (endedAt > before) return
      known.delete(id)
    }
  }

  return {
    async take(order) {
      const serverId = subjectOf(order)
      const entry = known.get(order.id)
      if (entry !== undefined) return sameOrder(entry, order, serverId).outcome as never
      if (!isOpen) throw unavailable('This agent', 'It is stopping; repeat the order when it is up again.')
      forgetOld()
      return begin(order, serverId).outcome as never
    },
    find: (id) => known.get(id)?.outcome,
    async close() {
      isOpen = false
      await Promise.allSettled(Array.from(known.values(), ({ outcome }) => outcome))
    },
  }
}

/** The server that the order is about. Its id becomes a path on this host, so it has to be a UUID. */
function subjectOf<Kind extends OrderKind>({ kind, params }: Order<Kind>): ServerId {
  if (!isOrderKind(kind)) throw invalid(`This agent knows no order ${String(kind)}. Update the agent.`, 'kind')
  const serverId = namedServer(orderHandlers[kind], params)
  if (typeof serverId !== 'string' || !isUuid(serverId)) throw invalid(`Order ${kind} names no server.`, 'params')
  return serverId as ServerId
}

function namedServer<Kind extends OrderKind>(handler: OrderHandler<Kind>, params: Orders[Kind]['params']): unknown {
  try {
    return handler.serverId(params)
  } catch {
    return undefined // what came over the wire need not have the shape it should have
  }
}

function sameOrder(entry: Entry, order: Order, serverId: ServerId): Entry {
  if (entry.kind === order.kind && entry.serverId === serverId) return entry
  throw conflict(`Order ${order.id} was given before as ${entry.kind} for server ${entry.serverId}.`, 'Use a new id.')
}
