import { conflict, invalid, unavailable } from '#platform/errors'
import { systemClock, type Clock } from '#platform/clock'
import { isUuid } from '#platform/ids'
import type { Log } from '#platform/log'
import { fairSlots, type Turn } from '#platform/flow/fair-slots'
import { inTurn } from '#platform/in-turn'
import type { CommandKind, Commands, GuestCommand } from './command-contract.ts'
import { isCommandKind, commandHandlers } from './command-handlers.ts'
import type { CommandHandler, CommandHost, Subject } from './command-handler.ts'

/** An command as it comes in. */
export interface Command<Kind extends CommandKind = CommandKind> {
  id: string
  kind: Kind
  params: Commands[Kind]['params']
}

/** A host's queue of commands: each id is carried out once, however often it is sent. */
export interface CommandQueue {
  /** The command's outcome; of an id that is known already, the outcome of its first time. */
  take<Kind extends CommandKind>(command: Command<Kind>): Promise<Commands[Kind]['result']>
  /** The outcome of a command taken before; undefined for one never seen, or forgotten. */
  find(id: string): Promise<unknown> | undefined
  /** Takes no more commands; those under way go on. Resolves when the last has ended. */
  close(): Promise<void>
}

export interface QueueOptions {
  /** How many heavy commands (disk work) run at once; of one project three quarters of that at most. */
  heavyAtOnce?: number
  /** How long a finished command's outcome is kept for whoever asks again. */
  rememberMs?: number
  clock?: Clock
}

interface Entry {
  kind: CommandKind
  subject: Subject
  graceEnded: AbortController
  outcome: Promise<unknown>
  endedAt: number | null
}

/** Opens the command queue of `host`. It is kept in memory only: after a crash commands are sent again, so each may run twice. */
export function openCommandQueue(host: CommandHost, log: Log, options: QueueOptions = {}): CommandQueue {
  const { heavyAtOnce = 4, rememberMs = 10 * 60_000, clock = systemClock } = options
  const known = new Map<string, Entry>()
  const lane = inTurn<Subject>()
  const heavySlots = fairSlots(heavyAtOnce)
  let isOpen = true

  const carryOut = <Kind extends CommandKind>(
    { kind, params }: Command<Kind>,
    handler: CommandHandler<Kind>,
    subject: Subject,
    graceEnded: AbortSignal,
  ) => {
    const run = async () => handler.run(host, params, graceEnded)
    switch (handler.load) {
      case 'reading':
        return run()
      case 'light':
        return lane(subject, run)
      case 'heavy':
        return lane(subject, async () => {
          const slot = await heavySlots.take(turnOf(params))
          return run().finally(() => slot.release())
        })
      default:
        throw new Error(`Command ${kind} has no load.`)
    }
  }

  const endGraceOf = (subject: Subject) => {
    for (const entry of known.values())
      if (entry.subject === subject && entry.endedAt === null) entry.graceEnded.abort()
  }

  const begin = <Kind extends CommandKind>(command: Command<Kind>, subject: Subject): Entry => {
    const handler: CommandHandler<Kind> = commandHandlers[command.kind]
    if (handler.endsGrace?.(command.params)) endGraceOf(subject)
    const graceEnded = new AbortController()
    const outcome = carryOut(command, handler, subject, graceEnded.signal)
    const entry: Entry = { kind: command.kind, subject, graceEnded, outcome, endedAt: null }
    const end = () => {
      entry.endedAt = clock.now().getTime()
      // What was read is large and can be read again.
      if (handler.load === 'reading') known.delete(command.id)
    }
    outcome.then(end, (err: Error) => {
      end()
      log.warn(
        { command: command.kind, commandId: command.id, subject, err },
        `Command ${command.kind} failed: ${err.message}`,
      )
    })
    known.set(command.id, entry)
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
    async take(command) {
      const subject = subjectOf(command)
      const entry = known.get(command.id)
      if (entry !== undefined) return sameCommand(entry, command, subject).outcome as never
      if (!isOpen) throw unavailable('This agent', 'It is stopping; repeat the command when it is up again.')
      forgetOld()
      return begin(command, subject).outcome as never
    },
    find: (id) => known.get(id)?.outcome,
    async close() {
      isOpen = false
      await Promise.allSettled(Array.from(known.values(), ({ outcome }) => outcome))
    },
  }
}

/** Projects take turns also with what is heavy for a host; what is told of no project has a queue of its own. */
function turnOf(params: unknown): Turn {
  const { projectId, guest } = params as Partial<GuestCommand> & { guest?: Partial<GuestCommand> }
  return { projectId: projectId ?? guest?.projectId ?? '', priority: 'usual' }
}

/** What the command is about. Its id becomes a path on this host, so it has to be a UUID. */
function subjectOf<Kind extends CommandKind>({ kind, params }: Command<Kind>): Subject {
  if (!isCommandKind(kind)) throw invalid(`This agent knows no command ${String(kind)}. Update the agent.`, 'kind')
  const subject = namedSubject(commandHandlers[kind], params)
  if (typeof subject !== 'string' || !isUuid(subject))
    throw invalid(`Command ${kind} names no server or image.`, 'params')
  return subject as Subject
}

function namedSubject<Kind extends CommandKind>(
  handler: CommandHandler<Kind>,
  params: Commands[Kind]['params'],
): unknown {
  try {
    return handler.subject(params)
  } catch {
    return undefined // what came over the wire need not have the shape it should have
  }
}

function sameCommand(entry: Entry, command: Command, subject: Subject): Entry {
  if (entry.kind === command.kind && entry.subject === subject) return entry
  throw conflict(`Command ${command.id} was given before as ${entry.kind} for ${entry.subject}.`, 'Use a new id.')
}
