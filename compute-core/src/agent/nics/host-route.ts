import { readdir } from 'node:fs/promises'
import type { Log } from '#platform/log'
import { areOfOneCloud, bridgeOfCable } from './network-names.ts'
import { runTool } from './run-tool.ts'
import type { Uplink } from './uplink.ts'

/**
 * Lets the host reach the guests of this subnet by their addresses. A way that the host has there already stays, be its network without
 * guests at this moment; unless it is what another cloud has left that was tried out here before.
 */
export async function routeFromHost(cidr: string, cable: string, uplink: Uplink, log: Log): Promise<void> {
  const route = [cidr, 'via', uplink.namespace, 'dev', cable]
  const added = await runTool('ip', ['route', 'add', ...route]).then(
    () => true,
    () => false,
  )
  if (added) return
  const rivals = JSON.parse(await runTool('ip', ['-j', 'route', 'show', 'exact', cidr])) as { dev?: string }[]
  const areLeftOver = await Promise.all(rivals.map(({ dev = '' }) => isLeftOver(dev, cable)))
  if (areLeftOver.length > 0 && areLeftOver.every(Boolean)) await runTool('ip', ['route', 'replace', ...route])
  else log.warn({ cidr, rivals }, 'This host has another way to this subnet and cannot reach its guests directly.')
}

/** Whether the cable leads to a network of another cloud on which no guest is. */
async function isLeftOver(cable: string, ours: string): Promise<boolean> {
  const bridge = bridgeOfCable(cable)
  if (bridge === undefined || areOfOneCloud(cable, ours)) return false
  const plugged = await readdir(`/sys/class/net/${bridge}/brif`).catch(() => [])
  return plugged.every((name) => name.startsWith('knl'))
}
