import type { ComputeDriver } from '#driver/compute-driver'
import type { Log } from '#platform/log'
import type { AgentReports } from '../commands/command-contract.ts'

/** Passes on at once what guests do by themselves. An event that gets lost is made up for by the next heartbeat. */
export function forwardPowerEvents(
  hostName: string,
  driver: ComputeDriver,
  reports: AgentReports,
  log: Log,
): () => void {
  return driver.onPowerEvent(({ serverId, power }) => {
    reports.powerChanged({ hostName, serverId, power }).catch((err: Error) => {
      log.warn(
        { host: hostName, serverId, power, err },
        'A power event could not be reported; the heartbeat will tell.',
      )
    })
  })
}
