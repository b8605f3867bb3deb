import type { Hono } from 'hono'
import { setTimeout as pause } from 'node:timers/promises'
import type { ComputeDriver } from '#driver/compute-driver'
import type { Log } from '#platform/log'
import type { Seal } from '#platform/seal'
import type { WireEnv } from '#platform/wire/peer'
import { agentHttp } from './agent-http.ts'
import type { DesiredStates } from './desired/desired-contract.ts'
import { openDesired } from './desired/desired-on-host.ts'
import type { HostDisks } from './disks/host-disks.ts'
import { type Heartbeat, startHeartbeat } from './facts/heartbeat.ts'
import { type Measuring, startMeasuring } from './facts/measurements.ts'
import { forwardPowerEvents } from './facts/power-events.ts'
import { type HostPower, withoutPower } from './host-power.ts'
import type { HostNics } from './nics/host-nics.ts'
import type { AgentReports } from './commands/command-contract.ts'
import { openCommandQueue } from './commands/command-queue.ts'

export interface AgentOptions {
  hostName: string
  driver: ComputeDriver
  disks: HostDisks
  nics: HostNics
  /** Without it the agent leaves the machine's power alone. */
  power?: HostPower
  seal: Seal
  reports: AgentReports
  /** What this host has to know of its servers. */
  states: DesiredStates
  /** Of Kilonova; told with each report. */
  version?: string
  /** Setting `report_interval`. */
  reportIntervalSeconds: number
  /** Setting `metrics_interval`; 0 measures nothing. */
  metricsIntervalSeconds: number
  log: Log
}

/** The agent of one host. */
export interface Agent {
  hostName: string
  /** What control asks of it: commands and consoles. */
  app: Hono<WireEnv>
  /** Begins to report, and resolves after the first report, well or not; commands are taken from the beginning. */
  start(): Promise<void>
  /** Why its last report failed; undefined while all is well. */
  trouble(): string | undefined
  /** Stops reporting and takes no more commands; waits a little for those under way. Guests run on, the driver stays open. */
  stop(): Promise<void>
}

/** A soft reboot may take minutes, and is repeated after a restart anyway. */
const stopGraceMs = 5_000

const leftAlone = withoutPower('The power of this host is not for its agent to change. Do it on the host.')

/** Puts an agent together from a host's driver, disks and network: real ones or fakes. */
export function createAgent({ reportIntervalSeconds, metricsIntervalSeconds, ...options }: AgentOptions): Agent {
  const { hostName, driver, disks, nics, power = leftAlone, seal, states, reports, log } = options
  const desired = openDesired({ host: { driver, disks, nics }, states, log })
  const host = { driver, disks, nics, power, seal, desired }
  const queue = openCommandQueue(host, log)
  const app = agentHttp(queue, driver)
  let stopListening: (() => void) | undefined
  let heartbeat: Heartbeat | undefined
  let measuring: Measuring | undefined
  return {
    hostName,
    app,
    start() {
      stopListening ??= forwardPowerEvents(hostName, driver, reports, log)
      const intervalMs = reportIntervalSeconds * 1000
      heartbeat ??= startHeartbeat({ ...options, intervalMs })
      desired.start()
      if (metricsIntervalSeconds > 0)
        measuring ??= startMeasuring({ ...options, intervalMs: metricsIntervalSeconds * 1000 })
      return heartbeat.first
    },
    trouble: () => heartbeat?.trouble(),
    async stop() {
      stopListening?.()
      const ended = Promise.all([heartbeat?.stop(), measuring?.stop(), desired.stop(), queue.close()])
      await Promise.race([ended, pause(stopGraceMs, undefined, { ref: false })])
    },
  }
}
