import { execFileSync, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bridgeNics } from '#agent/nics/bridge-nics'
import type { HostNics } from '#agent/nics/host-nics'
import { cloudTag, networkNames } from '#agent/nics/network-names'
import type { PortInfo } from '#domain/server/server'
import { startDaemon } from '#driver/libvirt/start-daemon'
import { portFilter, portFilterXmls } from '#driver/libvirt/domain-xml/port-filter'
import { element, render } from '#driver/libvirt/domain-xml/element'
import { newId, type NetworkId, type PortId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'

const root = process.getuid?.() === 0
let folder: string
/** Where another cloud on this machine keeps its networks. */
let elsewhere: string
let nics: HostNics
let cleanUps: (() => unknown)[]
const aHost = (of = folder) => bridgeNics({ folder: of, log: silentLog })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kilonova-nics-'))
  elsewhere = await mkdtemp(join(tmpdir(), 'kilonova-nics-'))
  nics = aHost()
  cleanUps = []
})

afterEach(async () => {
  for (const cleanUp of cleanUps.toReversed()) cleanUp()
  await aHost().sweep(new Set())
  await aHost(elsewhere).sweep(new Set())
  const left = await leftOvers()
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`)
  for (const made of [folder, elsewhere]) await rm(made, { recursive: true })
})

const run = (...command: string[]) => execFileSync(command[0]!, command.slice(1), { encoding: 'utf8', stdio: 'pipe' })

interface Net {
  networkId: NetworkId
  linkNo: number
  cidr: string
}

// A third octet of one's own keeps apart the routes of tests that run at the same time.
const aNetwork = (): Net => ({
  networkId: newId<NetworkId>(),
  linkNo: randomInt(60_000, 9_999_999),
  cidr: `10.${randomInt(112, 128)}.${randomInt(0, 256)}.0/24`,
})

const aPort = ({ networkId, linkNo, cidr }: Net, host: number, madeOnDemand = true): PortInfo => ({
  portId: newId<PortId>(),
  networkId,
  networkName: 'private',
  linkNo,
  mac: `fa:16:3e:${randomBytes(3).toString('hex').match(/../g)!.join(':')}`,
  mtu: 1400,
  fixedIps: [{ address: at(cidr, host), version: 4, subnetId: newId(), cidr, gateway: at(cidr, 1), madeOnDemand }],
  dnsNameservers: ['9.9.9.9'],
  madeForServer: true,
})

const at = (cidr: string, host: number) => cidr.replace(/0\/24$/, String(host))
const addressOf = (port: PortInfo) => port.fixedIps[0]!.address
const namesOf = ({ linkNo }: Net) => networkNames(cloudTag(folder), linkNo)

/** Everything that this test's cloud has on the machine, wherever a piece of it might be forgotten. */
async function leftOvers(): Promise<string[]> {
  const tag = `${cloudTag(folder)}-`
  const links = (await readdir('/sys/class/net')).filter((name) => name.includes(tag))
  const namespaces = (await readdir('/run/netns').catch(() => [])).filter((name) => name.includes(tag))
  const records = (await readdir(folder)).filter((name) => name.startsWith('network-'))
  return [...links, ...namespaces, ...records, ...(await dhcpServers()).map(({ args }) => args)]
}

async function dhcpServers(): Promise<{ pid: number; args: string }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const all = await Promise.all(
    pids.map(async (pid) => ({
      pid: Number(pid),
      args: await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
    })),
  )
  return all.filter(
    ({ args }) => args.startsWith('dnsmasq') && args.includes(`/run/kilonova/dhcp/${cloudTag(folder)}/`),
  )
}

interface Guest {
  /** The host's end of its cable: what a tap is to a guest with a machine. */
  cable: string
  run: (...command: string[]) => string
  askDhcp(): Promise<Record<string, string>>
}

/** A guest without a machine: a namespace on the bridge with the port's MAC address and a DHCP client. */
function aGuest(net: Net, port: PortInfo, bridge = namesOf(net).bridge): Guest {
  const name = `kt${randomBytes(4).toString('hex')}`
  const seen = join(folder, name)
  run('ip', 'netns', 'add', name)
  cleanUps.push(() => run('ip', 'netns', 'del', name))
  run('ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'address', port.mac, 'netns', name)
  cleanUps.push(() => existsSync(`/sys/class/net/${name}`) && run('ip', 'link', 'del', name))
  run('ip', 'link', 'set', name, 'master', bridge, 'up')
  const inside = (...command: string[]) => run('ip', 'netns', 'exec', name, ...command)
  inside('ip', 'link', 'set', 'eth0', 'up')
  return {
    cable: name,
    run: inside,
    async askDhcp() {
      const script = `#!/bin/busybox sh
[ "$1" = bound ] || exit 0
ip addr add $ip/$mask dev $interface; ip link set $interface mtu $mtu; [ -z "$router" ] || ip route add default via $router
echo "ip=$ip mask=$mask router=$router dns=$dns mtu=$mtu" >${seen}
[ -z "$staticroutes" ] || echo "routes=$staticroutes" | tr ' ' , >>${seen}`
      await writeFile(`${seen}.sh`, script)
      await chmod(`${seen}.sh`, 0o755)
      inside(
        'busybox',
        'udhcpc',
        '-i',
        'eth0',
        '-f',
        '-q',
        '-n',
        '-t',
        '4',
        '-T',
        '1',
        '-O',
        'mtu',
        '-O',
        '121',
        '-s',
        `${seen}.sh`,
      )
      return Object.fromEntries(
        (await readFile(seen, 'utf8'))
          .trim()
          .split(/[ \n]/)
          .map((pair) => pair.split('=')),
      )
    },
  }
}

test.runIf(root)(
  'two guests get exactly their addresses, reach the gateway, each other and the host; unplugged, nothing is left',
  async () => {
    const net = aNetwork()
    const [a, b] = [aPort(net, 10), aPort(net, 11)]
    const [first, second] = [newId<ServerId>(), newId<ServerId>()]
    expect(await nics.plug(first, [a])).toEqual(nics.linksFor([a]))
    const before = performance.now()
    await nics.plug(second, [b])
    expect(performance.now() - before).toBeLessThan(500)
    const [guestA, guestB] = [aGuest(net, a), aGuest(net, b)]
    const options = { mask: '24', router: at(net.cidr, 1), dns: '9.9.9.9', mtu: '1400' }
    expect(await guestA.askDhcp()).toEqual({ ip: addressOf(a), ...options })
    expect(await guestB.askDhcp()).toEqual({ ip: addressOf(b), ...options })
    guestA.run('busybox', 'ping', '-c1', '-W2', at(net.cidr, 1))
    guestA.run('busybox', 'ping', '-c1', '-W2', addressOf(b))
    run('busybox', 'ping', '-c1', '-W2', addressOf(a))
    await nics.unplug(first, [a])
    guestB.run('busybox', 'ping', '-c1', '-W2', at(net.cidr, 1))
    await nics.unplug(second, [b])
    await nics.unplug(second, [b])
    expect(await leftOvers()).toEqual([])
  },
)

test.runIf(root)(
  'unplugged without a word of its ports, a server loses all it has, and its peers nothing',
  async () => {
    const [net, other] = [aNetwork(), aNetwork()]
    const [leaver, peer] = [newId<ServerId>(), newId<ServerId>()]
    await nics.plug(leaver, [aPort(net, 10), aPort(other, 10)])
    await nics.plug(peer, [aPort(net, 11)])
    await nics.unplug(leaver, [])
    const bridges = (await leftOvers()).filter((name) => name.startsWith('knb'))
    expect(bridges).toEqual([namesOf(net).bridge])
  },
)

test.runIf(root)(
  'a server has the ports that it is settled with and no others, and an address that it has lost goes to its next owner at once',
  async () => {
    const [net, other] = [aNetwork(), aNetwork()]
    const [server, heir] = [newId<ServerId>(), newId<ServerId>()]
    const [kept, left] = [aPort(net, 10), aPort(other, 10)]
    expect(await nics.settle(server, [kept, left])).toEqual(nics.linksFor([kept, left]))
    const guest = aGuest(net, kept)
    expect((await guest.askDhcp())['ip']).toBe(addressOf(kept))
    const more = [{ ...kept.fixedIps[0]!, address: at(net.cidr, 5) }, kept.fixedIps[0]!]
    await nics.settle(server, [{ ...kept, fixedIps: more }])
    expect((await guest.askDhcp())['ip']).toBe(addressOf(kept))
    const moved = { ...kept, fixedIps: [{ ...kept.fixedIps[0]!, address: at(net.cidr, 20) }] }
    for (let time = 0; time < 2; time++) await nics.settle(server, [moved])
    expect((await leftOvers()).filter((name) => name.startsWith('knb'))).toEqual([namesOf(net).bridge])
    const heirs = aPort(net, 10)
    await nics.settle(heir, [heirs])
    expect((await aGuest(net, heirs).askDhcp())['ip']).toBe(addressOf(kept))
    expect((await guest.askDhcp())['ip']).toBe(at(net.cidr, 20))
    // Known to the next process of this agent, which has to find out where the server has ports.
    await aHost().settle(server, [])
    await aHost().settle(heir, [])
    expect(await leftOvers()).toEqual([])
  },
)

test.runIf(root)('guests are told the ways that their subnet has, and no gateway where it has none', async () => {
  const net = aNetwork()
  const other = { ...aNetwork(), networkId: net.networkId, linkNo: net.linkNo }
  const hostRoutes = [{ destination: '10.9.0.0/24', nexthop: at(net.cidr, 9) }]
  const withOptions = (port: PortInfo, what: object): PortInfo => ({
    ...port,
    fixedIps: port.fixedIps.map((ip) => ({ ...ip, ...what })),
  })
  const a = withOptions(aPort(net, 10), { hostRoutes })
  const b = withOptions(aPort(other, 10), { gateway: null, dhcpIp: at(other.cidr, 2) })
  await nics.plug(newId<ServerId>(), [a, b])
  const told = await aGuest(net, a).askDhcp()
  expect(told).toMatchObject({
    ip: addressOf(a),
    routes: `10.9.0.0/24,${at(net.cidr, 9)},0.0.0.0/0,${at(net.cidr, 1)}`,
  })
  const guest = aGuest(other, b)
  expect(await guest.askDhcp()).toMatchObject({ ip: addressOf(b), router: '' })
  expect(guest.run('ip', 'route')).not.toContain('default')
  guest.run('busybox', 'ping', '-c1', '-W2', at(other.cidr, 2))
})

test.runIf(root)(
  'a subnet without DHCP leases nothing, and its guests speak with its gateway all the same',
  async () => {
    const net = aNetwork()
    const port = aPort(net, 10)
    const silent = { ...port, fixedIps: port.fixedIps.map((ip) => ({ ...ip, dhcp: false })) }
    const server = newId<ServerId>()
    await nics.plug(server, [silent])
    expect(await dhcpServers()).toEqual([])
    const guest = aGuest(net, port)
    await expect(guest.askDhcp()).rejects.toThrow('no lease')
    guest.run('ip', 'addr', 'add', `${addressOf(port)}/24`, 'dev', 'eth0')
    guest.run('busybox', 'ping', '-c1', '-W2', at(net.cidr, 1))
    await nics.plug(server, [port]) // switched on later
    expect((await guest.askDhcp())['ip']).toBe(addressOf(port))
  },
)

test.runIf(root)('a MAC address that nobody plugged gets no address', async () => {
  const net = aNetwork()
  await nics.plug(newId<ServerId>(), [aPort(net, 10)])
  await expect(aGuest(net, aPort(net, 11)).askDhcp()).rejects.toThrow('no lease')
})

test.runIf(root)('an address that was given back goes to its next owner at once', async () => {
  const net = aNetwork()
  const [a, keeper, next] = [aPort(net, 10), aPort(net, 11), aPort(net, 10)]
  const server = newId<ServerId>()
  await nics.plug(server, [a, keeper])
  await aGuest(net, a).askDhcp()
  await nics.unplug(server, [a])
  await nics.plug(server, [next])
  expect(await aGuest(net, next).askDhcp()).toMatchObject({ ip: addressOf(next) })
})

test.runIf(root)('a guest reaches what is beyond the host, which sees only the host', async () => {
  const net = aNetwork()
  const port = aPort(net, 10)
  await nics.plug(newId<ServerId>(), [port])
  const guest = aGuest(net, port)
  await guest.askDhcp()
  const name = `kt${randomBytes(4).toString('hex')}`
  const outside = `198.51.100.${randomInt(0, 127) * 2}`
  run('ip', 'netns', 'add', name)
  cleanUps.push(() => run('ip', 'netns', 'del', name))
  run('ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
  run(
    'ip',
    'addr',
    'add',
    outside.replace(/\d+$/, (last) => String(Number(last) + 1)),
    'peer',
    outside,
    'dev',
    name,
  )
  run('ip', 'link', 'set', name, 'up')
  run('ip', '-n', name, 'addr', 'add', `${outside}/31`, 'dev', 'eth0')
  run('ip', '-n', name, 'link', 'set', 'eth0', 'up')
  // It has no route to the guest's address: an answer means that it saw the host's.
  expect(guest.run('busybox', 'ping', '-c1', '-W2', outside)).toContain('1 packets received')
})

test.runIf(root)('the host goes to the network with guests; one of another cloud without any gives way', async () => {
  const net = aNetwork()
  const port = aPort(net, 10)
  const idle = aHost(elsewhere)
  await idle.plug(newId<ServerId>(), [port])
  await nics.plug(newId<ServerId>(), [port])
  await aGuest(net, port).askDhcp()
  const isReached = () => run('busybox', 'ping', '-c1', '-W2', addressOf(port))
  expect(isReached()).toContain('1 packets received')
  await idle.restore()
  run('ip', 'netns', 'del', networkNames(cloudTag(elsewhere), net.linkNo).namespace)
  await idle.restore()
  expect(isReached()).toContain('1 packets received')
})

/** The interface by which the host would send to this address. */
const wayTo = (address: string) => /dev (\S+)/.exec(run('ip', 'route', 'get', address))?.[1]

test.runIf(root)('the host has no route to a subnet that a project made, wherever it is', async () => {
  const net = aNetwork()
  const before = wayTo(at(net.cidr, 10))
  const port = aPort(net, 10, false)
  await nics.plug(newId<ServerId>(), [port])
  expect(wayTo(addressOf(port))).toBe(before)
  expect(run('ip', 'netns', 'exec', namesOf(net).namespace, 'ip', 'route', 'get', addressOf(port))).toContain('dev lan')
})

test.runIf(root)('a route of one project’s network stays, though another has the same range and guests', async () => {
  const [elder, younger] = [aNetwork(), aNetwork()]
  younger.cidr = elder.cidr
  await nics.plug(newId<ServerId>(), [aPort(elder, 10)])
  const ours = namesOf(elder).wanCable
  expect(wayTo(at(elder.cidr, 10))).toBe(ours)
  for (const madeOnDemand of [false, true]) {
    const port = aPort(younger, 10, madeOnDemand)
    await nics.plug(newId<ServerId>(), [port])
    aGuest(younger, port)
    await aHost().restore()
    expect(wayTo(at(elder.cidr, 10))).toBe(ours)
  }
})

test.runIf(root)('a guest of any subnet is reached by entering its network, by name or by id', async () => {
  const data = join(folder, 'a data folder')
  const host = aHost(join(data, 'networks'))
  const net = aNetwork()
  const port = { ...aPort(net, 10, false), networkName: 'my network' }
  try {
    const [nic] = await host.plug(newId<ServerId>(), [port])
    const link = nic!.link as { bridge: string }
    const guest = aGuest(net, port, link.bridge)
    guest.run('ip', 'addr', 'add', `${addressOf(port)}/24`, 'dev', 'eth0')
    for (const name of [net.networkId, 'my network'])
      expect(enter(data, name, 'busybox', 'ping', '-c1', '-W2', addressOf(port))).toContain('1 packets received')
    expect(enter(data, 'my network', 'echo', 'two  spaces')).toBe('two  spaces\n')
    expect(() => enter(data, 'another', 'true')).toThrow(`${net.networkId} (my network)`)
  } finally {
    await host.sweep(new Set())
  }
})

test.runIf(root)('a subnet that has no address of the host is reached by nobody who enters its network', async () => {
  const data = join(folder, 'another data folder')
  const host = aHost(join(data, 'networks'))
  const net = aNetwork()
  const port = aPort(net, 10)
  const alone = { ...port, fixedIps: port.fixedIps.map((ip) => ({ ...ip, dhcp: false, gateway: null })) }
  try {
    await host.plug(newId<ServerId>(), [alone])
    expect(() => enter(data, net.networkId, 'ip', 'route', 'get', addressOf(port))).toThrow('No route to host')
  } finally {
    await host.sweep(new Set())
  }
})

const enter = (data: string, ...args: string[]) =>
  execFileSync(process.execPath, [join(import.meta.dirname, '../../../bff/launch/enter.mjs'), ...args], {
    encoding: 'utf8',
    stdio: 'pipe',
    env: { ...process.env, KILONOVA_DATA: data },
  })

/** Has libvirt put the port's filter onto the guest's cable, as it does onto the tap of a guest with a machine, in place of the one there. */
async function filtered({ cable }: Guest, port: PortInfo, filter: 'open' | 'closed' | 'off'): Promise<void> {
  await startDaemon()
  const virsh = (...args: string[]) => run('virsh', '--connect', 'qemu:///system', ...args)
  const unfilter = () =>
    virsh('nwfilter-binding-list').includes(` ${cable} `) && virsh('nwfilter-binding-delete', cable)
  unfilter()
  const reference = portFilter({ fixedIps: [addressOf(port)], filter })
  if (!reference) return
  const binding = element(
    'filterbinding',
    {},
    element('owner', {}, element('name', {}, cable), element('uuid', {}, port.portId)),
    element('portdev', { name: cable }),
    element('mac', { address: port.mac }),
    reference,
  )
  for (const [index, xml] of [...portFilterXmls(), render(binding)].entries()) {
    const file = join(folder, `filter-${index}.xml`)
    await writeFile(file, xml)
    virsh(xml.startsWith('<filterbinding') ? 'nwfilter-binding-create' : 'nwfilter-define', file)
  }
  cleanUps.push(unfilter)
}

/** A DHCP server in the guest that also says that it is a router. */
function servesDhcp(guest: Guest, { cidr }: Net): void {
  const range = `${at(cidr, 100)},${at(cidr, 150)},255.255.255.0`
  const args = [
    '--no-daemon',
    '--conf-file=/dev/null',
    '--port=0',
    '--interface=eth0',
    '--bind-interfaces',
    '--no-ping',
  ]
  const dhcp = [`--dhcp-range=${range}`, '--dhcp-authoritative', '--leasefile-ro', '--pid-file=']
  const router = ['--enable-ra', '--dhcp-range=fd00:bad::,ra-only']
  const name = guest.cable // its namespace is called the same
  const server = spawn('ip', ['netns', 'exec', name, 'dnsmasq', ...args, ...dhcp, ...router], { stdio: 'ignore' })
  cleanUps.push(() => server.kill())
}

test.runIf(root)('a guest leases out no addresses and poses as no router', async () => {
  const net = aNetwork()
  const [rogue, victim] = [aPort(net, 10), aPort(net, 11)]
  await nics.plug(newId<ServerId>(), [rogue])
  const [guest, asks] = [aGuest(net, rogue), aGuest(net, victim)]
  guest.run('ip', 'addr', 'add', `${addressOf(rogue)}/24`, 'dev', 'eth0')
  guest.run('ip', 'addr', 'add', 'fd00:bad::1/64', 'dev', 'eth0', 'nodad')
  await filtered(guest, rogue, 'open')
  servesDhcp(guest, net)
  await expect(asks.askDhcp()).rejects.toThrow('no lease')
  expect(asks.run('ip', '-6', 'addr')).not.toContain('fd00:bad')
  // Without the filter both arrive: it is the filter that has kept them back.
  await filtered(guest, rogue, 'off')
  asks.run('ip', 'link', 'set', 'eth0', 'down')
  asks.run('ip', 'link', 'set', 'eth0', 'up')
  expect((await asks.askDhcp())['ip']).toMatch(/\.1\d\d$/)
  await expect.poll(() => asks.run('ip', '-6', 'addr'), { timeout: 10_000 }).toContain('fd00:bad')
})

test.runIf(root)('a port in no group has its lease and nothing else; in a group again everything goes', async () => {
  const net = aNetwork()
  const [a, b] = [aPort(net, 10), aPort(net, 11)]
  await nics.plug(newId<ServerId>(), [a, b])
  const [guest, peer] = [aGuest(net, a), aGuest(net, b)]
  await filtered(guest, a, 'closed')
  await Promise.all([guest, peer].map((one) => one.askDhcp()))
  const reaches = (from: Guest, to: PortInfo) => () => from.run('busybox', 'ping', '-c1', '-W1', addressOf(to))
  expect(reaches(guest, b)).toThrow('Command failed')
  expect(reaches(peer, a)).toThrow('Command failed')
  await filtered(guest, a, 'open')
  expect(reaches(guest, b)()).toContain('1 packets received')
  expect(reaches(peer, a)()).toContain('1 packets received')
  guest.run('ip', 'addr', 'add', at(net.cidr, 77), 'dev', 'eth0')
  const forged = () => guest.run('busybox', 'ping', '-c1', '-W1', '-I', at(net.cidr, 77), addressOf(b))
  expect(forged).toThrow('Command failed')
  await filtered(guest, a, 'off')
  expect(forged()).toContain('1 packets received')
})

test.runIf(root)('one network never reaches into another', async () => {
  const [net, other] = [aNetwork(), aNetwork()]
  const [a, b] = [aPort(net, 10), aPort(other, 10)]
  await nics.plug(newId<ServerId>(), [a])
  await nics.plug(newId<ServerId>(), [b])
  const [guestA, guestB] = [aGuest(net, a), aGuest(other, b)]
  await Promise.all([guestA.askDhcp(), guestB.askDhcp()])
  run('busybox', 'ping', '-c1', '-W2', addressOf(b))
  expect(() => guestA.run('busybox', 'ping', '-c1', '-W1', addressOf(b))).toThrow('Command failed')
  expect(() => guestA.run('busybox', 'ping', '-c1', '-W1', at(other.cidr, 1))).toThrow('Command failed')
})

test.runIf(root)(
  'plugged by ten at once and again after a restart, there is one network and one DHCP server',
  async () => {
    const net = aNetwork()
    const ports = Array.from({ length: 10 }, (_, i) => aPort(net, 10 + i))
    await Promise.all(ports.map((port) => nics.plug(newId<ServerId>(), [port])))
    const [server] = await dhcpServers()
    const again = aHost()
    await again.restore()
    await Promise.all(ports.map((port) => again.plug(newId<ServerId>(), [port])))
    expect((await dhcpServers()).map(({ pid }) => pid)).toEqual([server!.pid])
  },
)

test.runIf(root)(
  'what was pulled down behind our back is restored, and a guest on the bridge stays connected',
  async () => {
    const net = aNetwork()
    const port = aPort(net, 10)
    await nics.plug(newId<ServerId>(), [port])
    const guest = aGuest(net, port)
    await guest.askDhcp()
    // More than once: the cables of a namespace that was deleted go by themselves, now and then just when they are taken away.
    for (let i = 0; i < 8; i++) {
      run('ip', 'netns', 'del', namesOf(net).namespace)
      process.kill((await dhcpServers())[0]!.pid)
      await aHost().restore()
      guest.run('busybox', 'ping', '-c1', '-W2', at(net.cidr, 1))
      expect(await dhcpServers()).toHaveLength(1)
    }
  },
)

test.runIf(root)('a network half made by a crash is made whole', async () => {
  const net = aNetwork()
  const port = aPort(net, 10)
  run('ip', 'link', 'add', namesOf(net).bridge, 'type', 'bridge')
  run('ip', 'netns', 'add', namesOf(net).namespace)
  await nics.plug(newId<ServerId>(), [port])
  expect(await aGuest(net, port).askDhcp()).toMatchObject({ ip: addressOf(port) })
})

test.runIf(root)('a DHCP server whose pid file is lost does not get a second one beside it', async () => {
  const net = aNetwork()
  await nics.plug(newId<ServerId>(), [aPort(net, 10)])
  await rm(`/run/kilonova/dhcp/${cloudTag(folder)}/${net.linkNo}/dnsmasq.pid`)
  await nics.plug(newId<ServerId>(), [aPort(net, 11)])
  expect(await dhcpServers()).toHaveLength(1)
})

test.runIf(root)(
  'a sweep after a crash keeps the servers that are known, and leaves alone what was plugged since',
  async () => {
    const [kept, orphaned, fresh] = [aNetwork(), aNetwork(), aNetwork()]
    const [keeper, orphan, newcomer] = [newId<ServerId>(), newId<ServerId>(), newId<ServerId>()]
    await nics.plug(keeper, [aPort(kept, 10)])
    await nics.plug(orphan, [aPort(kept, 11), aPort(orphaned, 10)])
    run('ip', 'netns', 'add', networkNames(cloudTag(folder), 59_999).namespace)
    const afterCrash = aHost()
    await afterCrash.plug(newcomer, [aPort(fresh, 10)])
    await afterCrash.sweep(new Set([keeper]))
    const bridges = (await leftOvers()).filter((name) => name.startsWith('knb'))
    expect(bridges.toSorted()).toEqual([namesOf(kept).bridge, namesOf(fresh).bridge].toSorted())
  },
)
