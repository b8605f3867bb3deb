import type { Hono } from 'hono'
import type { ComputeDriver } from '#driver/compute-driver'
import type { Log } from '#platform/log'
import { agentHttp } from './agent-http.ts'
import type { HostDisks } from './disks/host-disks.ts'
import { startHeartbeat } from './facts/heartbeat.ts'
import { forwardPowerEvents } from './facts/power-events.ts'
import { sweepLinks } from './facts/sweep-links.ts'
import type { HostNics } from './nics/host-nics.ts'
import type { AgentClient, AgentReports } from './orders/order-contract.ts'
import { openDesk } from './orders/order-desk.ts'
import { remoteAgentClient } from './remote-agent-client.ts'

export interface AgentOptions {
  hostName: string
  driver: ComputeDriver
  disks: HostDisks
  nics: HostNics
  reports: AgentReports
  /** Setting `report_interval`. */
  reportIntervalSeconds: number
  log: Log
}

/** The agent of one host. */
export interface Agent {
  hostName: string
  /** Its HTTP face, for a conductor in another process. */
  app: Hono
  /** The same face for a conductor in this process. */
  client: AgentClient
  /** Begins to report; orders are taken from the beginning. */
  start(): void
  /** Stops reporting and takes no more orders; waits a little for those under way. Guests run on, the driver stays open. */
  stop(): Promise<void>
}

/** A soft reboot may take minutes, and is repeated after a restart anyway. */
const stopGraceMs = 5_000

/** Puts an agent together from a host's driver, disks and network: real ones or fakes. */
export function createAgent(options: AgentOptions): Agent {
  const { hostName, driver, disks, nics, reports, reportIntervalSeconds, log } = options
  const host = { driver, disks, nics }
  const desk = openDesk(host, log)
  const app = agentHttp(desk)
  const fetch = async (path: string, init?: RequestInit) => app.request(path, init)
  let ends: (() => unknown)[] = []
  return {
    hostName,
    app,
    client: remoteAgentClient({ hostName, fetch, openVnc: (serverId) => driver.openVnc(serverId) }),
    start() {
      if (ends.length > 0) return
      ends = [
        forwardPowerEvents(hostName, driver, reports, log),
        startHeartbeat({
          hostName,
          driver,
          disks,
          reports,
          intervalMs: reportIntervalSeconds * 1000,
          sweep: () => sweepLinks(host, log),
          log,
        }),
      ]
    },
    async stop() {
      await Promise.all(ends.splice(0).map((end) => end()))
      await desk.close(stopGraceMs)
    },
  }
}
