import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { CloudError, httpStatus, invalid, notFound, unavailable } from '#platform/errors'
import { commandContractVersion, type CommandKind } from './commands/command-contract.ts'
import type { Command, CommandQueue } from './commands/command-queue.ts'
import { packFailure, type CommandResponse } from './commands/command-wire.ts'

const commandBody = z.object({
  contractVersion: z.int().min(1),
  id: z.string().min(1).max(255),
  kind: z.string(),
  params: z.record(z.string(), z.unknown()),
})

const longestWaitSeconds = 60

/** The agent's HTTP face: `POST /commands` gives a command, `GET /commands/:id` asks for it; `?wait=` seconds make either a long poll. */
export function agentHttp(queue: CommandQueue): Hono {
  const app = new Hono()
  app.post('/commands', async (c) => c.json(await answerWithin(queue.take(await readCommand(c)), waitMs(c))))
  app.get('/commands/:id', async (c) => {
    const outcome = queue.find(c.req.param('id'))
    // Only this answer has status 404: the client gives the command again.
    if (outcome === undefined) throw notFound('Command', c.req.param('id'))
    return c.json(await answerWithin(outcome, waitMs(c)))
  })
  app.notFound((c) => c.json(failed(invalid('An agent has POST /commands and GET /commands/:id.')), 400))
  app.onError((error, c) => {
    const status = error instanceof CloudError ? httpStatus[error.failure.kind] : 500
    return c.json(failed(error), status as 400)
  })
  return app
}

const failed = (error: unknown): CommandResponse => ({ state: 'failed', failure: packFailure(error) })

const waitMs = (c: Context): number =>
  Math.min(Math.max(Number(c.req.query('wait') ?? 0) || 0, 0), longestWaitSeconds) * 1000

async function readCommand(c: Context): Promise<Command> {
  const parsed = commandBody.safeParse(await c.req.json().catch(() => undefined))
  if (!parsed.success) throw invalid('An command is JSON: {contractVersion, id, kind, params}.')
  const { contractVersion, id, kind, params } = parsed.data
  if (contractVersion > commandContractVersion)
    throw unavailable(
      `Command contract ${contractVersion}`,
      `This agent knows up to ${commandContractVersion}: update it.`,
    )
  return { id, kind: kind as CommandKind, params: params as never }
}

/** The outcome if it comes within `ms`, else that it is still awaited. */
async function answerWithin(outcome: Promise<unknown>, ms: number): Promise<CommandResponse> {
  const answer = outcome.then((result): CommandResponse => ({ state: 'done', result }), failed)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<CommandResponse>((resolve) => {
    timer = setTimeout(resolve, ms, { state: 'running' })
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
