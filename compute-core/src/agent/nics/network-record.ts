import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FixedIp, PortInfo } from '#domain/server/server'
import type { ServerId } from '#platform/ids'

/** One subnet of a network. */
export interface NetworkSubnet {
  cidr: string
  /** Where guests send what is for elsewhere. */
  gateway: string | null
  /** What the network's namespace has there: the gateway, or where DHCP answers beside none; null where it has nothing. */
  address: string | null
  /** Whether guests get their addresses by DHCP, and the ways that it tells them besides the gateway. */
  dhcp: boolean
  hostRoutes: NonNullable<FixedIp['hostRoutes']>
  /** The host may have a route to it: the cloud made it by itself. Any other is as its project wants it, and leads nothing of the host's astray. */
  madeOnDemand: boolean
}

/** What this host has of one network; kept on disk, because the network must come back after the host was off. */
export interface NetworkRecord {
  linkNo: number
  /** What its owner calls it; missing in a record of before. */
  networkId?: string
  networkName?: string
  mtu: number
  subnets: readonly NetworkSubnet[]
  dnsNameservers: readonly string[]
  ports: Readonly<Record<string, { serverId: ServerId; mac: string; addresses: readonly string[] }>>
}

const noPorts = (linkNo: number): NetworkRecord => ({ linkNo, mtu: 1500, subnets: [], dnsNameservers: [], ports: {} })

/** The record with the server's ports in it; the network's own facts are as the newest port tells them. */
export function withPorts(record: NetworkRecord, serverId: ServerId, ports: readonly PortInfo[]): NetworkRecord {
  const known = new Map(record.subnets.map((subnet) => [subnet.cidr, subnet]))
  for (const ip of ports.flatMap(({ fixedIps }) => fixedIps.filter(({ version }) => version === 4))) {
    const { cidr, gateway, dhcp = true, dhcpIp = null, hostRoutes = [], madeOnDemand = false } = ip
    known.set(cidr, { cidr, gateway, address: gateway ?? dhcpIp, dhcp, hostRoutes, madeOnDemand })
  }
  const newest = ports.at(-1)
  const plugged = ports.map(({ portId, mac, fixedIps }) => {
    const now = fixedIps.flatMap(({ version, dhcp, address }) => (version === 4 && dhcp !== false ? address : []))
    // The first is the one that the guest gets over DHCP: one more must not take its place.
    const before = (record.ports[portId]?.addresses ?? []).filter((address) => now.includes(address))
    const addresses = [...before, ...now.filter((address) => !before.includes(address))]
    return [portId, { serverId, mac, addresses }] as const
  })
  return {
    ...record,
    ...(newest && { networkId: newest.networkId, networkName: newest.networkName }),
    mtu: newest?.mtu ?? record.mtu,
    subnets: [...known.values()].toSorted((a, b) => (a.cidr < b.cidr ? -1 : 1)),
    dnsNameservers: newest?.dnsNameservers ?? record.dnsNameservers,
    ports: { ...record.ports, ...Object.fromEntries(plugged) },
  }
}

/** The record without the ports that `leaves` says. */
export const withoutPorts = (
  record: NetworkRecord,
  leaves: (portId: string, serverId: ServerId) => boolean,
): NetworkRecord => ({
  ...record,
  ports: Object.fromEntries(Object.entries(record.ports).filter(([portId, { serverId }]) => !leaves(portId, serverId))),
})

export const isEmpty = (record: NetworkRecord): boolean => Object.keys(record.ports).length === 0

/** The network's record in `folder`, empty where there is none yet. */
export async function readRecord(folder: string, linkNo: number): Promise<NetworkRecord> {
  try {
    const record = JSON.parse(await readFile(fileOf(folder, linkNo), 'utf8')) as NetworkRecord
    return { ...record, subnets: record.subnets.map(asOfToday) }
  } catch (error) {
    // A file cut off by a crash cannot be: it is renamed into place. One that somebody damaged is written anew by the next plug.
    if (error instanceof SyntaxError || isMissing(error)) return noPorts(linkNo)
    throw error
  }
}

/** A record of before knew of a subnet only its gateway. */
const asOfToday = (subnet: Partial<NetworkSubnet> & { cidr: string; gateway: string | null }): NetworkSubnet => ({
  address: subnet.gateway,
  dhcp: true,
  hostRoutes: [],
  madeOnDemand: false,
  ...subnet,
})

/** Keeps the record, or drops it when it has no port. */
export async function writeRecord(folder: string, record: NetworkRecord): Promise<void> {
  const file = fileOf(folder, record.linkNo)
  if (isEmpty(record)) return rm(file, { force: true })
  await mkdir(folder, { recursive: true })
  await writeFile(`${file}.new`, JSON.stringify(record, undefined, 1))
  await rename(`${file}.new`, file)
}

/** The numbers of all networks that have a record. */
export async function recordedNetworks(folder: string): Promise<readonly number[]> {
  const files = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  return files.flatMap((file) => /^network-(\d+)\.json$/.exec(file)?.[1] ?? []).map(Number)
}

const fileOf = (folder: string, linkNo: number) => join(folder, `network-${linkNo}.json`)
const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'
