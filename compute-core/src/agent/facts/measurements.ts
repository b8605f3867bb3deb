import { performance } from 'node:perf_hooks'
import { eachFigure, type GuestCounters } from '#domain/guest-metrics/guest-figures'
import { guestRates } from '#domain/guest-metrics/guest-rates'
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

interface Measurement {
  /** By a clock that nobody sets. */
  at: number
  guests: ReadonlyMap<ServerId, GuestCounters>
}

/**
 * Measures this host's guests at once and then every `intervalMs`, and reports what they used in between. What cannot be measured or
 * reported is lost, and logged when that begins: the next report is about its own time only.
 */
export function startMeasuring({ hostName, driver, reports, intervalMs, log }: MeasuringOptions): Measuring {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let last: Measurement | undefined
  let trouble: string | undefined

  const measure = async () => {
    const guests = await driver.measureGuests()
    const now = { at: performance.now(), guests }
    const before = last
    last = now
    if (guests.size > 0) await reports.measured(reportOf(hostName, before, now))
  }
  const round = async () => {
    const begun = performance.now()
    await measure().then(
      () => (trouble = undefined),
      (err: Error) => {
        if (err.message !== trouble) log.warn({ host: hostName, err }, `Guests could not be measured: ${err.message}`)
        trouble = err.message
      },
    )
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

function reportOf(hostName: string, before: Measurement | undefined, now: Measurement): GuestMeasurements {
  const elapsedMs = before && now.at - before.at
  const used = Array.from(now.guests, ([id, counted]) => guestRates(before?.guests.get(id), counted, elapsedMs))
  return {
    hostName,
    ageMs: Math.max(0, Math.round(performance.now() - now.at)),
    guests: [...now.guests.keys()],
    figures: eachFigure((name) => used.map((figures) => figures[name])),
  }
}
