import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { GuestNic } from '#driver/compute-driver'
import { tapName } from '#domain/server/server-names'
import type { PortInfo } from '#domain/server/server'
import type { ServerId } from '#platform/ids'
import type { Log } from '#platform/log'
import { dhcpFiles, removeDhcp, serveDhcp, stopDhcp } from './dhcp-server.ts'
import { guestNic } from './guest-nic.ts'
import { openHostFirewall } from './host-firewall.ts'
import type { HostNics } from './host-nics.ts'
import { inTurn } from '#platform/in-turn'
import { cloudTag, linkNoOf, networkNames } from './network-names.ts'
import { buildNetwork, removeNetwork, stands } from './network-on-host.ts'
import {
  isEmpty,
  readRecord,
  recordedNetworks,
  withoutPorts,
  withPorts,
  writeRecord,
  type NetworkRecord,
} from './network-record.ts'
import { requireTools } from './run-tool.ts'

export interface BridgeNicsOptions {
  /** Where this host remembers its networks; it must outlive a restart of the host. */
  folder: string
  log: Log
  /** Where the DHCP servers have their files; it need not outlive a restart of the host. */
  runFolder?: string
}

/**
 * Networking as root: a Linux bridge for each network, and beside it a namespace with the gateway and a DHCP server. All of it lives
 * in the kernel and in a dnsmasq of its own, so guests notice nothing when this process ends, and it is found again afterwards.
 */
export function bridgeNics({ folder, log, runFolder = '/run/kilonova/dhcp' }: BridgeNicsOptions): HostNics {
  const tag = cloudTag(folder)
  const names = (linkNo: number) => networkNames(tag, linkNo)
  const files = (linkNo: number) => dhcpFiles(join(runFolder, tag), linkNo)
  const oneAtATime = inTurn<number | 'build'>()
  const pluggedInThisLife = new Set<ServerId>()
  let firewall: Promise<void> | undefined
  /** The servers that each network has ports of: kept beside the records, so that nobody has to read all of them for one server. */
  let owners: Promise<Map<number, ReadonlySet<ServerId>>> | undefined

  const plug = async (serverId: ServerId, ports: readonly PortInfo[]) => {
    pluggedInThisLife.add(serverId)
    for (const [linkNo, own] of byNetwork(ports)) await change(linkNo, (record) => withPorts(record, serverId, own))
    return linksFor(ports)
  }

  return {
    plug,
    async settle(serverId, ports) {
      const nics = await plug(serverId, ports)
      const staying = new Set<string>(ports.map(({ portId }) => portId))
      for (const linkNo of await networksOf(serverId))
        await drop(linkNo, (portId, owner) => owner === serverId && !staying.has(portId))
      return nics
    },
    async unplug(serverId, ports) {
      if (ports.length === 0) pluggedInThisLife.delete(serverId)
      const leaving = new Set<string>(ports.map(({ portId }) => portId))
      const networks = ports.length > 0 ? byNetwork(ports).keys() : await networksOf(serverId)
      for (const linkNo of networks)
        await drop(linkNo, (portId, owner) => owner === serverId && (leaving.size === 0 || leaving.has(portId)))
    },
    linksFor,
    async restore() {
      const recorded = await recordedNetworks(folder)
      // Also where all networks stand: a reload of the host's own firewall takes our rules with it.
      if (recorded.length > 0)
        await openOnce().catch((err: unknown) => log.error({ err }, 'Guests cannot reach outside.'))
      for (const linkNo of recorded)
        await oneAtATime(linkNo, async () => makeTrue(await readRecord(folder, linkNo))).catch((err: unknown) => {
          log.error({ err, linkNo }, 'A network of this host could not be brought back.')
        })
    },
    async sweep(keep) {
      const leaves = (_portId: string, serverId: ServerId) => !keep.has(serverId) && !pluggedInThisLife.has(serverId)
      const all = new Set([...(await recordedNetworks(folder)), ...(await networksOnHost())])
      for (const linkNo of all) await drop(linkNo, leaves)
    },
  }

  function linksFor(ports: readonly PortInfo[]): GuestNic[] {
    return ports.map((port) =>
      guestNic(port, { kind: 'bridge', bridge: names(port.linkNo).bridge, tap: tapName(port.portId) }),
    )
  }

  /** Written before it is made: what a crash leaves half made is then known, and made whole or removed later. */
  function change(linkNo: number, to: (record: NetworkRecord) => NetworkRecord): Promise<void> {
    return oneAtATime(linkNo, async () => {
      await requireTools()
      const before = await readRecord(folder, linkNo)
      const after = to(before)
      if (JSON.stringify(after) !== JSON.stringify(before)) await keep(after)
      await makeTrue(after, takesAddresses(before, after) ? 'afresh' : undefined)
    })
  }

  function drop(linkNo: number, leaves: (portId: string, serverId: ServerId) => boolean): Promise<void> {
    return oneAtATime(linkNo, async () => {
      const before = await readRecord(folder, linkNo)
      const after = withoutPorts(before, leaves)
      const isLess = Object.keys(after.ports).length < Object.keys(before.ports).length
      if (isEmpty(after)) await remove(linkNo)
      else if (isLess) await makeTrue(after, 'afresh') // the address may go to another MAC next: its lease must be forgotten
      if (isLess) await keep(after) // last, so that a crash before it is found by the next sweep
    })
  }

  async function makeTrue(record: NetworkRecord, afresh?: 'afresh'): Promise<void> {
    const { linkNo } = record
    if (!(await stands(names(linkNo), record))) await oneAtATime('build', () => build(record))
    await serveDhcp(files(linkNo), names(linkNo).namespace, record, afresh !== undefined)
  }

  function openOnce(): Promise<void> {
    firewall ??= openHostFirewall(log).catch((error: unknown) => {
      firewall = undefined
      throw error
    })
    return firewall
  }

  async function build(record: NetworkRecord): Promise<void> {
    await openOnce()
    await stopDhcp(files(record.linkNo)) // it would keep the old namespace alive
    await buildNetwork(names(record.linkNo), record, log)
  }

  async function remove(linkNo: number): Promise<void> {
    await removeDhcp(files(linkNo))
    await removeNetwork(names(linkNo))
  }

  async function keep(record: NetworkRecord): Promise<void> {
    await writeRecord(folder, record)
    const known = await ownersNow()
    if (isEmpty(record)) known.delete(record.linkNo)
    else known.set(record.linkNo, serversIn(record))
  }

  function ownersNow(): Promise<Map<number, ReadonlySet<ServerId>>> {
    owners ??= readOwners().catch((error: unknown) => {
      owners = undefined
      throw error
    })
    return owners
  }

  async function readOwners(): Promise<Map<number, ReadonlySet<ServerId>>> {
    const records = await Promise.all((await recordedNetworks(folder)).map((linkNo) => readRecord(folder, linkNo)))
    return new Map(records.map((record) => [record.linkNo, serversIn(record)]))
  }

  async function networksOf(serverId: ServerId): Promise<readonly number[]> {
    return [...(await ownersNow())].flatMap(([linkNo, servers]) => (servers.has(serverId) ? linkNo : []))
  }

  async function networksOnHost(): Promise<readonly number[]> {
    const folders = await Promise.all(['/sys/class/net', '/run/netns'].map((path) => readdir(path).catch(() => [])))
    const dhcp = await readdir(join(runFolder, tag)).catch(() => [])
    return [...folders.flat().flatMap((name) => linkNoOf(tag, name) ?? []), ...dhcp.map(Number)]
  }
}

function byNetwork(ports: readonly PortInfo[]): ReadonlyMap<number, readonly PortInfo[]> {
  return Map.groupBy(ports, ({ linkNo }) => linkNo)
}

const serversIn = ({ ports }: NetworkRecord): ReadonlySet<ServerId> =>
  new Set(Object.values(ports).map(({ serverId }) => serverId))

/** Whether a port has lost an address that may go to another MAC next: its lease must be forgotten. */
const takesAddresses = (before: NetworkRecord, after: NetworkRecord): boolean =>
  Object.entries(before.ports).some(([portId, { addresses }]) =>
    addresses.some((address) => after.ports[portId]?.addresses.includes(address) === false),
  )
