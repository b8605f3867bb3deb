import { atMost } from '#platform/at-most'
import type { PortInfo } from '#domain/server/server'
import { inTurn } from '#platform/in-turn'
import type { ServerId } from '#platform/ids'
import type { Log } from '#platform/log'
import type { ComputeDriver } from '#driver/compute-driver'
import type { HostDisks } from '../disks/host-disks.ts'
import type { HostNics } from '../nics/host-nics.ts'
import { type DesiredState, type DesiredStates, withinBounds } from './desired-contract.ts'

export interface DesiredOptions {
  host: {
    driver: Pick<ComputeDriver, 'listGuests' | 'powerState' | 'updateNic'>
    disks: Pick<HostDisks, 'list'>
    nics: HostNics
  }
  states: DesiredStates
  log: Log
  /** How often it looks by itself; now and then it asks for all of it. */
  checkEveryMs?: number
  wholeEveryMs?: number
  /** When what has failed is tried again. */
  retryMs?: number
  /** What changes within that time is reported together. */
  reportAfterMs?: number
}

/** What this host has to know, and makes true. */
export interface DesiredOnHost {
  /** Asks for all of it, makes it true, and looks again by its clock. */
  start(): void
  /** Resolves once the server has what the document says of it at this generation, or a later one; throws what stands in the way. */
  reach(serverId: ServerId, generation: number): Promise<void>
  /** Looks no more; resolves when what is under way has ended. */
  stop(): Promise<void>
}

/** How many servers are brought up to date at once, besides those that a command waits for. */
const atOnce = 8

/**
 * Makes true on this host what its document says: the networks and DHCP of each server's ports, and what goes through the cards of its
 * guest. A server is always made what it should be by now, not what it should have been when it was told: asked in whatever order and
 * however often, the end is the same. What fails holds up nobody else; it is reported, and tried again.
 *
 * Nothing is kept on disk but what `nics` keeps of its networks: after a start everything is asked for anew, and until somebody answers
 * the networks stand as they were.
 */
export function openDesired(options: DesiredOptions): DesiredOnHost {
  const { host, states, log, checkEveryMs = 60_000, wholeEveryMs = 600_000, retryMs = 10_000 } = options
  const { reportAfterMs = 200 } = options
  /** The document as far as it is known; undefined while nobody has told all of it. */
  let known: Map<ServerId, readonly PortInfo[]> | undefined
  let generation = 0
  let wholeAt = 0
  /** The servers that are to be looked at, or are just being, each with the generation that was still true of it. */
  const due = new Map<ServerId, number>()
  const settling = new Map<ServerId, number>()
  /** How many commands are about to settle a server. */
  const waitedFor = new Map<ServerId, number>()
  const troubles = new Map<ServerId, string>()
  const lane = inTurn<ServerId>()
  const limited = atMost(atOnce)
  const underWay = new Set<Promise<unknown>>()
  let pulling: Promise<void> | undefined
  let reported = ''
  let failure: string | undefined
  let isStopped = false
  const timers: { check?: NodeJS.Timeout; report?: NodeJS.Timeout; retry?: NodeJS.Timeout } = {}

  const track = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work)
    const end = () => void underWay.delete(work)
    work.then(end, end)
    return work
  }

  /** Makes the server what it should be; throws what stands in the way. */
  const settle = (serverId: ServerId): Promise<void> =>
    lane(serverId, async () => {
      settling.set(serverId, due.get(serverId) ?? generation)
      due.delete(serverId)
      try {
        await makeTrue(host, serverId, known?.get(serverId))
        troubles.delete(serverId)
      } catch (err) {
        const message = err instanceof Error ? err.message : String(err)
        if (troubles.get(serverId) !== message)
          log.warn({ serverId, err }, `A server is not as it should be: ${message}`)
        troubles.set(serverId, message)
        retryLater()
        throw err
      } finally {
        settling.delete(serverId)
        reportSoon()
      }
    })

  const settleSoon = (serverId: ServerId) => {
    if (!due.has(serverId)) due.set(serverId, settling.get(serverId) ?? generation)
    // Whoever waits for it does it, once.
    if (waitedFor.has(serverId)) return
    const work = limited(async () => {
      // A command may have been faster.
      if (due.has(serverId)) await settle(serverId)
    })
    track(work.catch(() => undefined))
  }

  const retryLater = () => {
    if (isStopped) return
    timers.retry ??= setTimeout(() => {
      delete timers.retry
      for (const serverId of troubles.keys()) settleSoon(serverId)
    }, retryMs).unref()
  }

  const reportSoon = () => {
    if (isStopped) return
    timers.report ??= setTimeout(() => {
      delete timers.report
      void track(report())
    }, reportAfterMs).unref()
  }

  const report = async () => {
    if (known === undefined) return
    const told = withinBounds({
      generation: Math.min(generation, ...due.values(), ...settling.values()),
      troubles: Array.from(troubles, ([serverId, message]) => ({ serverId, message })),
    })
    const text = JSON.stringify(told)
    if (text === reported || (told.generation === 0 && told.troubles.length === 0)) return
    try {
      await states.reached(told)
      reported = text
    } catch (err) {
      log.warn({ err }, 'How far this host has come could not be reported; trying again later.')
    }
  }

  const take = (state: DesiredState) => {
    const before = known
    // Of a cloud that was restored from a copy nothing is true yet.
    if (state.generation < generation) generation = 0
    if (state.isWhole) {
      known = new Map(state.servers.map(({ serverId, ports }) => [serverId, ports]))
      wholeAt = performance.now()
      for (const serverId of before?.keys() ?? []) if (!known.has(serverId)) settleSoon(serverId)
      // At the first time everything is looked at: nobody knows what was true when this process, or the host, came up.
      for (const { serverId, ports } of state.servers)
        if (JSON.stringify(before?.get(serverId)) !== JSON.stringify(ports)) settleSoon(serverId)
    } else {
      known ??= new Map()
      for (const { serverId, ports } of state.servers) known.set(serverId, ports)
      for (const serverId of state.gone) known.delete(serverId)
      for (const serverId of [...state.servers.map((server) => server.serverId), ...state.gone]) settleSoon(serverId)
    }
    generation = state.generation
    reportSoon()
  }

  /** Asks for what is new. Whoever comes while somebody is asking gets that answer, which may be older than they want. */
  const pull = (asks: 'new' | 'whole' = 'new'): Promise<void> => {
    const ask = async () => {
      const state = await states.desired(known === undefined || asks === 'whole' ? 0 : generation)
      take(state)
      if (state.isWhole) void track(sweep())
    }
    pulling ??= track(
      Promise.resolve()
        .then(ask)
        .finally(() => (pulling = undefined)),
    )
    return pulling
  }

  /** What is neither in the document nor has a guest or disks here goes: it was left when this process, or a command, ended early. */
  const sweep = async () => {
    try {
      const [guests, servers] = await Promise.all([host.driver.listGuests(), host.disks.list()])
      await host.nics.sweep(new Set([...(known?.keys() ?? []), ...guests.keys(), ...servers]))
    } catch (err) {
      log.warn({ err }, 'Links that servers left behind could not be removed; trying again later.')
    }
  }

  const check = async () => {
    const isTimeForAll = performance.now() - wholeAt >= wholeEveryMs
    const wrong = await pull(isTimeForAll ? 'whole' : 'new').then(
      () => undefined,
      (error: Error) => error,
    )
    if (wrong && wrong.message !== failure)
      log.warn({ err: wrong }, `The state of this host is not told: ${wrong.message}`)
    if (!wrong && failure !== undefined) log.info('The state of this host is told again.')
    failure = wrong?.message
    reportSoon()
    if (!isStopped) timers.check = setTimeout(() => void track(check()), wrong ? retryMs : checkEveryMs).unref()
  }

  return {
    start() {
      if (timers.check === undefined) void track(check())
    },
    async reach(serverId, wanted) {
      waitedFor.set(serverId, (waitedFor.get(serverId) ?? 0) + 1)
      try {
        // Twice: somebody else's question may have been answered before the change was made that we are told of.
        for (let asked = 0; asked < 2 && (known === undefined || generation < wanted); asked++) await pull()
        await track(settle(serverId))
      } finally {
        const others = waitedFor.get(serverId)! - 1
        if (others > 0) waitedFor.set(serverId, others)
        else waitedFor.delete(serverId)
        if (due.has(serverId)) settleSoon(serverId)
      }
    },
    async stop() {
      isStopped = true
      for (const timer of Object.values(timers)) clearTimeout(timer)
      // What ends may have begun something.
      while (underWay.size > 0) await Promise.allSettled(underWay)
    },
  }
}

async function makeTrue(
  { driver, nics }: DesiredOptions['host'],
  serverId: ServerId,
  ports: readonly PortInfo[] | undefined,
): Promise<void> {
  if (ports === undefined) return nics.unplug(serverId, [])
  const cards = await nics.settle(serverId, ports)
  if ((await driver.powerState(serverId)) === undefined) return
  for (const card of cards) await driver.updateNic(serverId, card)
}
