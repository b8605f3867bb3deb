import { performance } from 'node:perf_hooks'
import { eachFigure, type GuestCounters } from '#domain/guest-metrics/guest-figures'
import { guestRates } from '#domain/guest-metrics/guest-rates'
import type { HostCounters } from '#domain/host/host-figures'
import { hostRates } from '#domain/host/host-rates'
import type { ComputeDriver } from '#driver/compute-driver'
import type { ServerId } from '#platform/ids'
import type { Log } from '#platform/log'
import type { AgentReports, GuestMeasurements } from '../commands/command-contract.ts'

export interface MeasuringOptions {
  hostName: string
  driver: ComputeDriver
  reports: AgentReports
  intervalMs: number
  log: Log
}

export interface Measuring {
  /** Resolves when a measurement under way has ended. */
  stop(): Promise<void>
}

/** What was measured, and when, by a clock that nobody sets. */
interface Measurement<Counters> {
  at: number
  counters: Counters
}

/** The last measurement of each kind that succeeded. */
interface Measurements {
  guests?: Measurement<ReadonlyMap<ServerId, GuestCounters>>
  host?: Measurement<HostCounters>
}

/** Something that did not succeed, and why. */
interface Trouble {
  what: string
  err: Error
}

const troubleOf = (what: string, result: PromiseSettledResult<unknown>): Trouble[] =>
  result.status === 'rejected' ? [{ what, err: result.reason as Error }] : []

/**
 * Measures this host and its guests at once and then every `intervalMs`, and reports what they used in between. What cannot be measured or
 * reported is lost, and logged when that begins: the next report is about its own time only.
 */
export function startMeasuring({ hostName, driver, reports, intervalMs, log }: MeasuringOptions): Measuring {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let last: Measurements = {}
  let trouble = ''

  const measure = async (): Promise<Trouble[]> => {
    // Each for itself: while guests cannot be measured, somebody wants to know how their host is. One that hangs holds up the other, though.
    const [guests, host] = await Promise.allSettled([
      driver.measureGuests().then(timed),
      driver.measureHost().then(timed),
    ])
    const now: Measurements = {
      ...(guests.status === 'fulfilled' && { guests: guests.value }),
      ...(host.status === 'fulfilled' && { host: host.value }),
    }
    const before = last
    last = { ...before, ...now }
    if (now.host || (now.guests && now.guests.counters.size > 0))
      await reports.measured(reportOf(hostName, before, now))
    return [
      ...troubleOf('The guests could not be measured', guests),
      ...troubleOf('The host could not be measured', host),
    ]
  }
  const round = async () => {
    const begun = performance.now()
    const troubles = await measure().catch((err: Error) => [{ what: 'What was measured could not be reported', err }])
    const told = troubles.map(({ what, err }) => `${what}: ${err.message}`).join(' ')
    if (told !== '' && told !== trouble) log.warn({ host: hostName, err: troubles[0]!.err }, told)
    trouble = told
    // From the beginning of this one, or the times would drift; a hypervisor that takes longer is asked again at once, never twice at a time.
    if (!stopped)
      timer = setTimeout(() => void (measuring = round()), Math.max(0, begun + intervalMs - performance.now()))
  }
  let measuring = round()

  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await measuring
    },
  }
}

const timed = <Counters>(counters: Counters): Measurement<Counters> => ({ at: performance.now(), counters })

function reportOf(hostName: string, before: Measurements, { guests, host }: Measurements): GuestMeasurements {
  const counted = guests?.counters ?? new Map<ServerId, GuestCounters>()
  const guestsMs = since(before.guests, guests)
  const used = Array.from(counted, ([id, now]) => guestRates(before.guests?.counters.get(id), now, guestsMs))
  return {
    hostName,
    ageMs: Math.max(0, Math.round(performance.now() - Math.min(guests?.at ?? Infinity, host?.at ?? Infinity))),
    guests: [...counted.keys()],
    figures: eachFigure((name) => used.map((figures) => figures[name])),
    ...(host && { host: hostRates(before.host?.counters, host.counters, since(before.host, host)) }),
  }
}

const since = (before: Measurement<unknown> | undefined, now: Measurement<unknown> | undefined) =>
  before && now && now.at - before.at
