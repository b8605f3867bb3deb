import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { netmask } from '../netmask.ts'
import { addressesOfResolvers } from './resolvers.ts'
import type { NetworkRecord, NetworkSubnet } from './network-record.ts'
import { runTool } from './run-tool.ts'

/** Where one network's DHCP server has its files; in /run, because they mean nothing after the host was off. */
export interface DhcpFiles {
  folder: string
  pid: string
  hosts: string
}

export const dhcpFiles = (runFolder: string, linkNo: number): DhcpFiles => {
  const folder = join(runFolder, String(linkNo))
  return { folder, pid: join(folder, 'dnsmasq.pid'), hosts: join(folder, 'hosts') }
}

/**
 * Has one dnsmasq in the namespace lease out exactly the record's addresses. It is not our child: it serves on while this process is
 * away, and is found again by its pid file. `afresh` starts it anew in any case, which makes it forget its leases.
 */
export async function serveDhcp(
  files: DhcpFiles,
  namespace: string,
  record: NetworkRecord,
  afresh = false,
): Promise<void> {
  if (!record.subnets.some(hasDhcp)) return stopDhcp(files)
  const args = dnsmasqArgs(files, record, await addressesOfResolvers())
  const changed = await writeHosts(files, record)
  const running = await findDhcp(files)
  if (!afresh && running && sameArgs(running.args, args)) {
    if (changed) signal(running.pid, 'SIGHUP') // reads the hosts file again
    return
  }
  await stopDhcp(files)
  await runTool('ip', ['netns', 'exec', namespace, 'dnsmasq', ...args], { leavesDaemon: true })
}

const sameArgs = (running: readonly string[], wanted: readonly string[]) =>
  running.slice(1).join('\0') === wanted.join('\0')

function dnsmasqArgs({ pid, hosts }: DhcpFiles, record: NetworkRecord, resolvers: readonly string[]): string[] {
  const { subnets, mtu, dnsNameservers } = record
  return [
    '--conf-file=/dev/null',
    '--no-hosts',
    '--no-resolv',
    ...resolvers.map((address) => `--server=${address}`),
    '--interface=lan',
    '--except-interface=lo',
    '--bind-interfaces',
    `--pid-file=${pid}`,
    `--dhcp-hostsfile=${hosts}`,
    // Leases are kept in memory only: the truth is the hosts file, and a lease of yesterday must not hold back an address.
    '--leasefile-ro',
    '--dhcp-authoritative',
    '--no-ping',
    '--dhcp-ignore=tag:!known',
    ...subnets.filter(hasDhcp).flatMap(subnetArgs),
    `--dhcp-option=option:mtu,${mtu}`,
    ...(dnsNameservers.length > 0 ? [`--dhcp-option=option:dns-server,${dnsNameservers.join(',')}`] : []),
  ]
}

const hasDhcp = ({ dhcp, address }: NetworkSubnet): boolean => dhcp && address !== null

/** What the guests of one subnet are told: where options stand under its tag, those of another do not get them. */
function subnetArgs({ cidr, gateway, hostRoutes }: NetworkSubnet, index: number): string[] {
  const tag = `subnet${index}`
  const routes = [...hostRoutes, ...(gateway === null ? [] : [{ destination: '0.0.0.0/0', nexthop: gateway }])]
  const told = routes.flatMap(({ destination, nexthop }) => [destination, nexthop]).join(',')
  return [
    `--dhcp-range=set:${tag},${cidr.split('/')[0]},static,${netmask(cidr)},86400s`,
    // Without a value it is not told at all; by itself dnsmasq would tell its own address.
    `--dhcp-option=tag:${tag},option:router${gateway === null ? '' : `,${gateway}`}`,
    // Who gets these heeds no other gateway, so it stands among them; Windows asks for 249.
    ...(hostRoutes.length > 0 ? ['option:classless-static-route', '249'] : []).map(
      (option) => `--dhcp-option=tag:${tag},${option},${told}`,
    ),
  ]
}

/** Whether the file was another one before. */
async function writeHosts({ folder, hosts }: DhcpFiles, record: NetworkRecord): Promise<boolean> {
  // A guest asks for one address and gets the one that its port had first: of several dnsmasq would take another each time one is added.
  const text = Object.values(record.ports)
    .flatMap(({ mac, addresses }) => (addresses.length > 0 ? `${mac},${addresses[0]}\n` : []))
    .join('')
  if (text === (await readFile(hosts, 'utf8').catch(() => undefined))) return false
  await mkdir(folder, { recursive: true, mode: 0o755 }) // dnsmasq reads it as an ordinary user
  await writeFile(hosts, text, { mode: 0o644 })
  return true
}

/** Ends the network's dnsmasq, if there is one, and waits until it is gone. */
export async function stopDhcp(files: DhcpFiles): Promise<void> {
  for (let i = 0; ; i++) {
    const running = (await findDhcp(files)) ?? (await searchDhcp(files))
    if (!running) break
    signal(running.pid, i < 200 ? 'SIGTERM' : 'SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await rm(files.pid, { force: true })
}

/** Ends the network's dnsmasq and drops its files. */
export async function removeDhcp(files: DhcpFiles): Promise<void> {
  await stopDhcp(files)
  await rm(files.folder, { recursive: true, force: true })
  await rmdir(dirname(files.folder)).catch(() => {}) // goes with the last network
}

interface Running {
  pid: number
  args: readonly string[]
}

async function findDhcp(files: DhcpFiles): Promise<Running | undefined> {
  const pid = Number(await readFile(files.pid, 'utf8').catch(() => ''))
  return pid > 0 ? ours(files, pid) : undefined
}

/** One whose pid file was lost serves all the same, and a second beside it would give the guests two answers. */
async function searchDhcp(files: DhcpFiles): Promise<Running | undefined> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(pids.map((pid) => ours(files, pid)))
  return found.find((running) => running !== undefined)
}

/** The pid may meanwhile be another program's: only the command line tells. */
async function ours(files: DhcpFiles, pid: number): Promise<Running | undefined> {
  const args = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0').slice(0, -1)
  return args.includes(`--pid-file=${files.pid}`) && args[0]?.endsWith('dnsmasq') ? { pid, args } : undefined
}

function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name)
  } catch {
    // It ended meanwhile by itself.
  }
}
