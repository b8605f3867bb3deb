import { createHash } from 'node:crypto'
import { access, readFile, writeFile } from 'node:fs/promises'
import type { Log } from '#platform/log'
import { namespaceRules } from './host-firewall.ts'
import { routeFromHost } from './host-route.ts'
import type { NetworkNames } from './network-names.ts'
import type { NetworkRecord } from './network-record.ts'
import { runTool } from './run-tool.ts'
import { freeUplink, isRoutedToHost, type Uplink } from './uplink.ts'

/** Whether the network stands on this host exactly as the record has it; found out without starting a program. */
export async function stands(names: NetworkNames, record: NetworkRecord): Promise<boolean> {
  const alias = await readFile(`/sys/class/net/${names.bridge}/ifalias`, 'utf8').catch(() => '')
  return alias.trim() === shapeOf(record) && (await isThere(`/run/netns/${names.namespace}`))
}

/** Kept as the bridge's alias, and set last: a network that a crash left half made has none. */
const shapeOf = ({ mtu, subnets }: NetworkRecord): string =>
  `kilonova ${createHash('sha256')
    .update(JSON.stringify([mtu, subnets]))
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
  await runTool('ip', ['-n', names.namespace, '-batch', '-'], lines(namespaceSide(record, uplink)))
  await runTool('ip', ['netns', 'exec', names.namespace, 'sh', '-c', routeAndFilter], namespaceRules(uplink.host))
  for (const { cidr } of record.subnets.filter((subnet) => isRoutedToHost(subnet.cidr)))
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
  ...subnets.map(({ cidr, gateway }) => `addr add ${gateway}/${cidr.split('/')[1]} dev lan`),
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
  if (await isThere(`/sys/class/net/${names.bridge}`)) await ip([`link del ${names.bridge}`])
}

async function removeNamespace({ namespace, lanCable, wanCable }: NetworkNames): Promise<void> {
  // By name and not with the namespace: a cable goes only some time after its namespace, and its name stays taken so long.
  for (const cable of [lanCable, wanCable])
    if (await isThere(`/sys/class/net/${cable}`)) await ip([`link del ${cable}`])
  if (await isThere(`/run/netns/${namespace}`)) await ip([`netns del ${namespace}`])
}

const lines = (commands: readonly string[]) => `${commands.join('\n')}\n`
const ip = (commands: readonly string[]) => runTool('ip', ['-batch', '-'], lines(commands))
