import type { ComputeDriver } from '#driver/compute-driver'
import type { Log } from '#platform/log'
import type { HostDisks } from '../disks/host-disks.ts'
import { type AgentReports, commandContractVersion } from '../commands/command-contract.ts'

export interface HeartbeatOptions {
  hostName: string
  driver: ComputeDriver
  disks: HostDisks
  reports: AgentReports
  intervalMs: number
  /** Of this agent. */
  version?: string | undefined
  log: Log
}

export interface Heartbeat {
  /** Resolves when the first report has ended, well or not. */
  first: Promise<void>
  /** Why the last report failed, or that there was none yet; undefined while all is well. */
  trouble(): string | undefined
  /** Resolves when a beat under way has ended. */
  stop(): Promise<void>
}

/** Reports this host's facts and guests at once and then every `intervalMs`. A failure is logged when it begins and when it ends. */
export function startHeartbeat(options: HeartbeatOptions): Heartbeat {
  let stopped = false
  let trouble: string | undefined
  let timer: NodeJS.Timeout | undefined
  const first = Promise.withResolvers<void>()
  let hasReported = false

  const beat = async () => {
    const failure = await failureOf(report(options))
    logChange(options, trouble, failure)
    trouble = failure?.message
    hasReported = true
    first.resolve()
    // The next one is timed from this one's end: a slow hypervisor is not asked faster than it answers.
    if (!stopped) timer = setTimeout(() => void (beating = beat()), options.intervalMs)
  }
  let beating = beat()

  return {
    first: first.promise,
    trouble: () => (hasReported ? trouble : `The host ${options.hostName} has not reported yet.`),
    async stop() {
      stopped = true
      clearTimeout(timer)
      await beating
    },
  }
}

async function report({ hostName, driver, disks, reports, version }: HeartbeatOptions): Promise<void> {
  const [said, guests, servers] = await Promise.all([driver.facts(), driver.listGuests(), disks.list()])
  const facts = {
    ...said,
    contractVersion: commandContractVersion,
    ...(version !== undefined && { agentVersion: version }),
  }
  await reports.heartbeat({ hostName, facts, guests: [...guests], disks: servers })
}

const failureOf = (work: Promise<void>): Promise<Error | undefined> =>
  work.then(
    () => undefined,
    (error: Error) => error,
  )

function logChange({ hostName, log }: HeartbeatOptions, before: string | undefined, failure: Error | undefined): void {
  if (failure === undefined && before !== undefined) log.info({ host: hostName }, 'Heartbeat works again.')
  if (failure !== undefined && failure.message !== before)
    log.error({ host: hostName, err: failure }, `Heartbeat failed: ${failure.message}`)
}
