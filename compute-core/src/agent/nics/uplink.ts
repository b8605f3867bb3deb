import { createHash } from 'node:crypto'
import { runTool } from './run-tool.ts'

/** The two addresses of the cable between the host and a network's namespace. */
export interface Uplink {
  host: string
  namespace: string
}

const count = 32_768 // pairs of addresses in host-firewall's uplinkRange

/** A pair of addresses for the cable that nothing on this host uses; the same one again after a restart, as far as possible. */
export async function freeUplink(cable: string): Promise<Uplink> {
  const used = new Set<string>()
  const links = JSON.parse(await runTool('ip', ['-j', '-4', 'addr', 'show'])) as { addr_info?: { local: string }[] }[]
  for (const { addr_info: addresses = [] } of links) for (const { local } of addresses) used.add(local)
  const first = createHash('sha256').update(cable).digest().readUInt16BE() % count
  for (let i = 0; i < count; i++) {
    const uplink = uplinkNo((first + i) % count)
    if (!used.has(uplink.host)) return uplink
  }
  throw new Error(`All ${count} uplinks of this host are in use.`)
}

const uplinkNo = (number: number): Uplink => {
  const [third, fourth] = [Math.floor(number / 128), (number % 128) * 2]
  return { host: `198.19.${third}.${fourth}`, namespace: `198.19.${third}.${fourth + 1}` }
}
