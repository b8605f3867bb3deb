import { execFileSync } from 'node:child_process'
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
import { newId, type NetworkId, type PortId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'

const root = process.getuid?.() === 0
let folder: string
/** Where another cloud on this machine keeps its networks. */
let elsewhere: string
let nics: HostNics
let cleanUps: (() => void)[]
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

const aPort = ({ networkId, linkNo, cidr }: Net, host: number): PortInfo => ({
  portId: newId<PortId>(),
  networkId,
  networkName: 'private',
  linkNo,
  mac: `fa:16:3e:${randomBytes(3).toString('hex').match(/../g)!.join(':')}`,
  mtu: 1400,
  fixedIps: [{ address: at(cidr, host), version: 4, subnetId: newId(), cidr, gateway: at(cidr, 1) }],
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
  run: (...command: string[]) => string
  askDhcp(): Promise<Record<string, string>>
}

/** A guest without a machine: a namespace on the bridge with the port's MAC address and a DHCP client. */
function aGuest(net: Net, port: PortInfo): Guest {
  const name = `kt${randomBytes(4).toString('hex')}`
  const seen = join(folder, name)
  run('ip', 'netns', 'add', name)
  cleanUps.push(() => run('ip', 'netns', 'del', name))
  run('ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'address', port.mac, 'netns', name)
  cleanUps.push(() => existsSync(`/sys/class/net/${name}`) && run('ip', 'link', 'del', name))
  run('ip', 'link', 'set', name, 'master', namesOf(net).bridge, 'up')
  const inside = (...command: string[]) => run('ip', 'netns', 'exec', name, ...command)
  inside('ip', 'link', 'set', 'eth0', 'up')
  return {
    run: inside,
    async askDhcp() {
      const script = `#!/bin/busybox sh
[ "$1" = bound ] || exit 0
ip addr add $ip/$mask dev $interface; ip link set $interface mtu $mtu; ip route add default via $router
echo "ip=$ip mask=$mask router=$router dns=$dns mtu=$mtu" >${seen}`
      await writeFile(`${seen}.sh`, script)
      await chmod(`${seen}.sh`, 0o755)
      inside('busybox', 'udhcpc', '-i', 'eth0', '-f', '-q', '-n', '-t', '4', '-T', '1', '-O', 'mtu', '-s', `${seen}.sh`)
      return Object.fromEntries(
        (await readFile(seen, 'utf8'))
          .trim()
          .split(' ')
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
  'unplugged without a word of its ports, a server loses all it has, and its neighbours nothing',
  async () => {
    const [net, other] = [aNetwork(), aNetwork()]
    const [leaver, neighbour] = [newId<ServerId>(), newId<ServerId>()]
    await nics.plug(leaver, [aPort(net, 10), aPort(other, 10)])
    await nics.plug(neighbour, [aPort(net, 11)])
    await nics.unplug(leaver, [])
    const bridges = (await leftOvers()).filter((name) => name.startsWith('knb'))
    expect(bridges).toEqual([namesOf(net).bridge])
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
    run('ip', 'netns', 'del', namesOf(net).namespace)
    process.kill((await dhcpServers())[0]!.pid)
    await aHost().restore()
    guest.run('busybox', 'ping', '-c1', '-W2', at(net.cidr, 1))
    expect(await dhcpServers()).toHaveLength(1)
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
