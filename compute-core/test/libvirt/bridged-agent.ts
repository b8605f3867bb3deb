import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aPort } from '#agent/commands/a-guest-command'
import { bridgeNics } from '#agent/nics/bridge-nics'
import { buildGuestImage } from '#services/image/guest-image/build-guest-image'
import type { CommandImage } from '#agent/commands/command-contract'
import type { PortInfo } from '#domain/server/server'
import { newId, type PortId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { imageOf, type RealAgent, realAgent } from './real-agent.ts'

export const guestImageFolder = join(
  process.env['KILONOVA_TEST_CACHE'] ?? '/var/tmp/kilonova-test-cache',
  'guest-image',
)

/** A real agent whose guests are on real bridges, and the guest image as it hands it out, with the image's own properties. */
export interface BridgedAgent {
  host: RealAgent
  image: CommandImage
  properties: CommandImage['properties']
  close(): Promise<void>
}

/** Builds the guest image where there is none yet, and brings the agent up. */
export async function bridgedAgent(): Promise<BridgedAgent> {
  const built = await buildGuestImage({ workDir: guestImageFolder, log: () => undefined })
  const networks = await mkdtemp(join(tmpdir(), 'kilonova-networks-'))
  const nics = bridgeNics({ folder: networks, log: silentLog })
  const host = await realAgent('/var/tmp', nics, () => createReadStream(built.diskPath))
  return {
    host,
    image: await imageOf(built.diskPath, built.diskFormat),
    properties: built.properties,
    async close() {
      await host.close()
      await rm(networks, { recursive: true, force: true })
    },
  }
}

/** A port with the address 10.79.<net>.5 on a network of its own. */
export function portOn(net: number, what: Pick<PortInfo, 'linkNo'> & Partial<PortInfo>): PortInfo {
  const [cidr, address, gateway] = ['0/24', '5', '1'].map((end) => `10.79.${net}.${end}`) as [string, string, string]
  const ip = { address, version: 4 as const, subnetId: 's', cidr, gateway, madeOnDemand: true }
  return aPort({ portId: newId<PortId>(), fixedIps: [ip], ...what })
}
