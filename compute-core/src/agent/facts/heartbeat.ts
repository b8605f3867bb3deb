import type { ComputeDriver } from '#driver/compute-driver'
import type { Log } from '#platform/log'
import type { HostDisks } from '../disks/host-disks.ts'
import type { AgentReports } from '../orders/order-contract.ts'

export interface HeartbeatOptions {
  hostName: string
  driver: ComputeDriver
  disks: HostDisks
  reports: AgentReports
  intervalMs: number
  /** Done now and then between two beats; never throws. */
  sweep(): Promise<void>
  log: Log
}

const sweepEveryMs = 10 * 60_000

/** Reports this host's facts and guests at once and then every `intervalMs`. A failure is logged when it begins and when it ends. */
export function startHeartbeat(options: HeartbeatOptions): () => Promise<void> {
  const { intervalMs, hostName, sweep, log } = options
  let stopped = false
  let trouble: string | undefined
  let timer: NodeJS.Timeout | undefined
  let beating: Promise<void>
  let sweptAt = -Infinity

  const beat = async () => {
    const failure = await report(options).then(
      () => undefined,
      (error: Error) => error,
    )
    if (failure !== undefined && failure.message !== trouble)
      log.error({ host: hostName, err: failure }, `Heartbeat failed: ${failure.message}`)
    if (failure === undefined && trouble !== undefined) log.info({ host: hostName }, 'Heartbeat works again.')
    trouble = failure?.message
    if (performance.now() - sweptAt >= sweepEveryMs) {
      sweptAt = performance.now()
      await sweep()
    }
    // The next one is timed from this one's end: a slow hypervisor is not asked faster than it answers.
    if (!stopped) timer = setTimeout(next, intervalMs)
  }
  const next = () => void (beating = beat())

  beating = beat()
  return async () => {
    stopped = true
    clearTimeout(timer)
    await beating
  }
}

async function report({ hostName, driver, disks, reports }: HeartbeatOptions): Promise<void> {
  const [facts, guests, servers] = await Promise.all([driver.facts(), driver.listGuests(), disks.list()])
  await reports.heartbeat({ hostName, facts, guests: [...guests], disks: servers })
}
