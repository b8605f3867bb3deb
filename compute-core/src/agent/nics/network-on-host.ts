import { createHash } from 'node:crypto'
import { access, readFile, writeFile } from 'node:fs/promises'
import type { Log } from '#platform/log'
import { namespaceRules } from './host-firewall.ts'
import { routeFromHost } from './host-route.ts'
import type { NetworkNames } from './network-names.ts'
import type { NetworkRecord } from './network-record.ts'
import { removeNamespaceFile } from './namespace-file.ts'
import { runTool } from './run-tool.ts'
import { freeUplink, type Uplink } from './uplink.ts'

/** Whether the network stands on this host exactly as the record has it; found out without starting a program. */
export async function stands(names: NetworkNames, record: NetworkRecord): Promise<boolean> {
  const alias = await readFile(`/sys/class/net/${names.bridge}/ifalias`, 'utf8').catch(() => '')
  return alias.trim() === shapeOf(record) && (await isThere(`/run/netns/${names.namespace}`))
}

/** Kept as the bridge's alias, and set last: a network that a crash left half made has none. */
const shapeOf = ({ mtu, subnets }: NetworkRecord): string =>
  `kilonova ${createHash('sha256')
    .update(JSON.stringify([mtu, subnets.map(({ cidr, address, madeOnDemand }) => [cidr, address, madeOnDemand])]))
    .digest('hex')
    .slice(0, 16)}`

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/**
 * Makes the network's bridge, and beside it a namespace that holds the gateway, joined by one cable to the bridge and by one to the
 * host. A bridge that is there stays, since guests may hang on it; everything else is made anew.
 */
export async function buildNetwork(names: NetworkNames, record: NetworkRecord, log: Log): Promise<void> {
  await removeNamespace(names)
  if (!(await isThere(`/sys/class/net/${names.bridge}`)))
    await ip([`link add ${names.bridge} type bridge forward_delay 0`])
  // The bridge is the guests' cable and not the host's: without this the host would answer them on its IPv6 link-local address.
  await writeFile(`/proc/sys/net/ipv6/conf/${names.bridge}/disable_ipv6`, '1').catch(() => {})
  const uplink = await freeUplink(names.wanCable)
  await ip(hostSide(names, record, uplink))
  await runTool('ip', ['-n', names.namespace, '-batch', '-'], { input: lines(namespaceSide(record, uplink)) })
  await runTool('ip', ['netns', 'exec', names.namespace, 'sh', '-c', routeAndFilter], {
    input: namespaceRules(uplink.host),
  })
  for (const { cidr } of record.subnets.filter(({ madeOnDemand, address }) => madeOnDemand && address !== null))
    await routeFromHost(cidr, names.wanCable, uplink, log)
  await ip([`link set ${names.bridge} alias "${shapeOf(record)}"`])
}

const hostSide = (names: NetworkNames, { mtu }: NetworkRecord, uplink: Uplink): string[] => [
  `netns add ${names.namespace}`,
  `link add ${names.lanCable} mtu ${mtu} type veth peer name lan mtu ${mtu} address ${names.gatewayMac} netns ${names.namespace}`,
  `link add ${names.wanCable} mtu ${mtu} type veth peer name wan mtu ${mtu} netns ${names.namespace}`,
  `link set ${names.lanCable} master ${names.bridge} up`,
  `link set ${names.bridge} mtu ${mtu} up`,
  `addr add ${uplink.host}/31 dev ${names.wanCable}`,
  `link set ${names.wanCable} up`,
]

const namespaceSide = ({ subnets }: NetworkRecord, uplink: Uplink): string[] => [
  'link set lo up',
  // A subnet without an address here cannot be reached from here, and nobody else who has its range is meant.
  ...subnets.map(({ cidr, address }) =>
    address === null ? `route add unreachable ${cidr}` : `addr add ${address}/${cidr.split('/')[1]} dev lan`,
  ),
  'link set lan up',
  `addr add ${uplink.namespace}/31 dev wan`,
  'link set wan up',
  `route add default via ${uplink.host}`,
]

// Forwarding may be forbidden where /proc/sys is read-only; the guests still have each other, DHCP and DNS then.
const routeAndFilter = [
  'echo 1 2>/dev/null >/proc/sys/net/ipv4/ip_forward',
  'echo 1 2>/dev/null >/proc/sys/net/ipv6/conf/all/disable_ipv6',
  'exec nft -f -',
].join('; ')

/** Takes the network off this host with all its parts, as far as they are there. */
export async function removeNetwork(names: NetworkNames): Promise<void> {
  await removeNamespace(names)
  await removeLink(names.bridge)
}

async function removeNamespace({ namespace, lanCable, wanCable }: NetworkNames): Promise<void> {
  // By name and not with the namespace: a cable goes only some time after its namespace, and its name stays taken so long.
  for (const cable of [lanCable, wanCable]) await removeLink(cable)
  const file = `/run/netns/${namespace}`
  if (await isThere(file)) await ip([`netns del ${namespace}`]).catch(() => removeNamespaceFile(file))
}

/** Removes the interface, be it that it goes by itself at this moment: that is how one ends whose namespace somebody has deleted. */
async function removeLink(name: string): Promise<void> {
  const isLinkThere = () => isThere(`/sys/class/net/${name}`)
  if (!(await isLinkThere())) return
  await ip([`link del ${name}`]).catch(async (error: unknown) => {
    if (await isLinkThere()) throw error
  })
}

const lines = (commands: readonly string[]) => `${commands.join('\n')}\n`
const ip = (commands: readonly string[]) => runTool('ip', ['-batch', '-'], { input: lines(commands) })
