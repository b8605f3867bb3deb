import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { CloudError, httpStatus, invalid, notFound, unavailable } from '#platform/errors'
import { orderContractVersion, type OrderKind } from './orders/order-contract.ts'
import type { Order, OrderDesk } from './orders/order-desk.ts'
import { packFailure, type OrderAnswer } from './orders/order-wire.ts'

const orderBody = z.object({
  contractVersion: z.int().min(1),
  id: z.string().min(1).max(255),
  kind: z.string(),
  params: z.record(z.string(), z.unknown()),
})

const longestWaitSeconds = 60

/** The agent's HTTP face: `POST /orders` gives an order, `GET /orders/:id` asks for it; `?wait=` seconds make either a long poll. */
export function agentHttp(desk: OrderDesk): Hono {
  const app = new Hono()
  app.post('/orders', async (c) => c.json(await answerWithin(desk.take(await readOrder(c)), waitMs(c))))
  app.get('/orders/:id', async (c) => {
    const outcome = desk.find(c.req.param('id'))
    // Only this answer has status 404: the client gives the order again.
    if (outcome === undefined) throw notFound('Order', c.req.param('id'))
    return c.json(await answerWithin(outcome, waitMs(c)))
  })
  app.notFound((c) => c.json(failed(invalid('An agent has POST /orders and GET /orders/:id.')), 400))
  app.onError((error, c) => {
    const status = error instanceof CloudError ? httpStatus[error.failure.kind] : 500
    return c.json(failed(error), status as 400)
  })
  return app
}

const failed = (error: unknown): OrderAnswer => ({ state: 'failed', failure: packFailure(error) })

const waitMs = (c: Context): number =>
  Math.min(Math.max(Number(c.req.query('wait') ?? 0) || 0, 0), longestWaitSeconds) * 1000

async function readOrder(c: Context): Promise<Order> {
  const parsed = orderBody.safeParse(await c.req.json().catch(() => undefined))
  if (!parsed.success) throw invalid('An order is JSON: {contractVersion, id, kind, params}.')
  const { contractVersion, id, kind, params } = parsed.data
  if (contractVersion > orderContractVersion)
    throw unavailable(`Order contract ${contractVersion}`, `This agent knows up to ${orderContractVersion}: update it.`)
  return { id, kind: kind as OrderKind, params: params as never }
}

/** The outcome if it comes within `ms`, else that it is still awaited. */
async function answerWithin(outcome: Promise<unknown>, ms: number): Promise<OrderAnswer> {
  const answer = outcome.then((result): OrderAnswer => ({ state: 'done', result }), failed)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<OrderAnswer>((resolve) => {
    timer = setTimeout(resolve, ms, { state: 'running' })
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
