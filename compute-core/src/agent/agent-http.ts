import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { ComputeDriver } from '#driver/compute-driver'
import { CloudError, forbidden, httpStatus, invalid, notFound, unavailable } from '#platform/errors'
import { isUuid, type ServerId } from '#platform/ids'
import type { WireEnv } from '#platform/wire/peer'
import { joined } from '#platform/wire/duplex'
import { commandContractVersion, type CommandKind } from './commands/command-contract.ts'
import type { Command, CommandQueue } from './commands/command-queue.ts'
import { failed, type CommandResponse } from './commands/command-wire.ts'

const commandBody = z.object({
  contractVersion: z.int().min(1),
  id: z.string().min(1).max(255),
  kind: z.string(),
  params: z.record(z.string(), z.unknown()),
})

const longestWaitSeconds = 60

/** How each protocol of consoles is opened. */
const consoles = {
  vnc: (driver: Consoles, serverId: ServerId) => driver.openVnc(serverId),
  serial: (driver: Consoles, serverId: ServerId) => driver.openSerial(serverId),
} as const

type Consoles = Pick<ComputeDriver, 'openVnc' | 'openSerial'>

/** The protocols of consoles. */
export type ConsoleProtocol = keyof typeof consoles

/**
 * What an agent does for control, and for nobody else: `POST /commands` gives a command, `GET /commands/:id` asks for it (`?wait=` seconds make
 * either a long poll), `POST /consoles/:protocol/:serverId` is a console, whose two directions are the bodies of request and response.
 */
export function agentHttp(queue: CommandQueue, driver: Consoles): Hono<WireEnv> {
  const app = new Hono<WireEnv>()
  app.use(async (c, next) => {
    if (c.env?.peer?.kind !== 'control') throw forbidden('An agent obeys the control processes of its cloud only.')
    await next()
  })
  app.post('/commands', async (c) => c.json(await answerWithin(queue.take(await readCommand(c)), waitMs(c))))
  app.get('/commands/:id', async (c) => {
    const outcome = queue.find(c.req.param('id'))
    // Only this answer has status 404: the client gives the command again.
    if (outcome === undefined) throw notFound('Command', c.req.param('id'))
    return c.json(await answerWithin(outcome, waitMs(c)))
  })
  app.post('/consoles/:protocol/:serverId', async (c) => {
    const { protocol, serverId } = c.req.param()
    if (!Object.hasOwn(consoles, protocol) || !isUuid(serverId)) throw invalid(`There is no console ${protocol} here.`)
    const stream = await consoles[protocol as ConsoleProtocol](driver, serverId as ServerId)
    if (stream === undefined) throw notFound('Console', serverId)
    return new Response(joined(stream, c.req.raw.body))
  })
  app.notFound((c) => c.json(failed(invalid(`An agent has no ${c.req.method} ${c.req.path}.`)), 400))
  app.onError((error, c) => {
    const status = error instanceof CloudError ? httpStatus[error.failure.kind] : 500
    return c.json(failed(error), status as 400)
  })
  return app
}

const waitMs = (c: Context): number =>
  Math.min(Math.max(Number(c.req.query('wait') ?? 0) || 0, 0), longestWaitSeconds) * 1000

async function readCommand(c: Context): Promise<Command> {
  const parsed = commandBody.safeParse(await c.req.json().catch(() => undefined))
  if (!parsed.success) throw invalid('A command is JSON: {contractVersion, id, kind, params}.')
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
