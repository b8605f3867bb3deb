import type { AgentClient } from '#agent/orders/order-contract'
import { allFlows } from '#conductor/flows/all-flows'
import type { Wish } from '#platform/flow/wishes'
import { finishWish } from '#platform/flow/wish-ledger'
import { conductorOver, paramsOf } from '#test/conductor-world'
import { runIn } from '#test/flow-kit'
import type { TestCompute } from './a-compute.ts'

/** Has what a request waits for carried out by its own flow, on hosts that do whatever `order` says: nothing unless told. */
export function carryOutWaitedFor(compute: TestCompute, order: () => Promise<null> = async () => null): void {
  const agent = { order, openVnc: async () => undefined } as unknown as AgentClient
  const io = conductorOver(compute.db, 'nova', { agents: () => agent, flows: undefined as never })
  compute.carryOut.now = (wish) => carryOut(compute, io, wish)
}

async function carryOut({ db }: TestCompute, io: ReturnType<typeof conductorOver>, wish: Wish): Promise<void> {
  const flow = allFlows.find(({ slug }) => slug === wish.flow)!
  await runIn(flow, { io, params: paramsOf(wish) })
  await finishWish(db, wish.id)
}
