import { readdir } from 'node:fs/promises'
import type { Log } from '#platform/log'
import { bridgeOfCable } from './network-names.ts'
import { runTool } from './run-tool.ts'
import type { Uplink } from './uplink.ts'

/**
 * Lets the host reach the guests of this subnet by their addresses. A way that the host has there already stays, unless it leads to a
 * network on which no guest is: such as what is left of a cloud that was tried out here before.
 */
export async function routeFromHost(cidr: string, cable: string, uplink: Uplink, log: Log): Promise<void> {
  const route = [cidr, 'via', uplink.namespace, 'dev', cable]
  const added = await runTool('ip', ['route', 'add', ...route]).then(
    () => true,
    () => false,
  )
  if (added) return
  const rivals = JSON.parse(await runTool('ip', ['-j', 'route', 'show', 'exact', cidr])) as { dev?: string }[]
  const areIdle = await Promise.all(rivals.map(({ dev }) => leadsToNoGuest(dev ?? '')))
  if (areIdle.every(Boolean)) await runTool('ip', ['route', 'replace', ...route])
  else log.warn({ cidr, rivals }, 'This host has another way to this subnet and cannot reach its guests directly.')
}

async function leadsToNoGuest(cable: string): Promise<boolean> {
  const bridge = bridgeOfCable(cable)
  if (bridge === undefined) return false
  const plugged = await readdir(`/sys/class/net/${bridge}/brif`).catch(() => [])
  return plugged.every((name) => name.startsWith('knl'))
}
