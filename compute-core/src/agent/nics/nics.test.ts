import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { PortInfo } from '#domain/server/server'
import { newId, type NetworkId, type PortId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { bridgeNics } from './bridge-nics.ts'
import { fakeNics } from './fake-nics.ts'
import { inTurn } from '#platform/in-turn'
import { cloudTag, linkNoOf, networkNames } from './network-names.ts'
import { isEmpty, readRecord, recordedNetworks, withoutPorts, withPorts, writeRecord } from './network-record.ts'
import { addressesOfResolvers } from './resolvers.ts'
import { runTool } from './run-tool.ts'
import { userNics } from './user-nics.ts'

const aPort = (more: Partial<PortInfo> = {}): PortInfo => ({
  portId: newId<PortId>(),
  networkId: newId<NetworkId>(),
  networkName: 'private',
  linkNo: 7,
  mac: 'fa:16:3e:00:00:07',
  mtu: 1500,
  fixedIps: [{ address: '10.64.0.10', version: 4, subnetId: newId(), cidr: '10.64.0.0/24', gateway: '10.64.0.1' }],
  dnsNameservers: [],
  madeForServer: true,
  ...more,
})

async function inFolder(work: (folder: string) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'kilonova-nics-'))
  await work(folder).finally(() => rm(folder, { recursive: true }))
}

test('every name fits an interface, however many networks there have been, and tells which network it is of', () => {
  const names = networkNames(cloudTag('/var/lib/kilonova/networks'), 2 ** 31 - 1)
  for (const name of [names.bridge, names.lanCable, names.wanCable, names.namespace]) {
    expect(name.length).toBeLessThanOrEqual(15)
    expect(linkNoOf(cloudTag('/var/lib/kilonova/networks'), name)).toBe(2 ** 31 - 1)
    expect(linkNoOf(cloudTag('/elsewhere'), name)).toBeUndefined()
  }
  expect(linkNoOf('abcd', 'eth0')).toBeUndefined()
})

test('a bridge’s interfaces can be told without the host', () => {
  const port = aPort()
  const [nic] = bridgeNics({ folder: '/nowhere', log: silentLog }).linksFor([port])
  expect(nic).toEqual({
    portId: port.portId,
    mac: port.mac,
    mtu: 1500,
    fixedIps: ['10.64.0.10'],
    link: {
      kind: 'bridge',
      bridge: networkNames(cloudTag('/nowhere'), 7).bridge,
      tap: `tap${port.portId.slice(0, 11)}`,
    },
  })
})

test('an ordinary user’s guest gets its address from QEMU itself', async () => {
  const nics = userNics()
  const ports = [aPort()]
  expect(await nics.plug(newId<ServerId>(), ports)).toEqual(nics.linksFor(ports))
  expect(nics.linksFor(ports)[0]!.link).toEqual({ kind: 'user', cidr: '10.64.0.0/24', address: '10.64.0.10' })
  expect(() => nics.linksFor([aPort({ fixedIps: [] })])).toThrow('no IPv4 address')
})

test('the fake host remembers what is plugged', async () => {
  const nics = fakeNics()
  const [first, second] = [newId<ServerId>(), newId<ServerId>()]
  const ports = [aPort(), aPort()]
  await nics.plug(first, ports)
  await nics.plug(second, [aPort()])
  await nics.unplug(first, [ports[0]!])
  expect(nics.plugged.get(first)).toEqual(new Set([ports[1]!.portId]))
  await nics.unplug(first, [])
  expect([...nics.plugged.keys()]).toEqual([second])
  await nics.sweep(new Set())
  expect(nics.plugged.size).toBe(0)
})

test('a record comes back from disk as it was, and goes with its last port', () =>
  inFolder(async (folder) => {
    const [server, port] = [newId<ServerId>(), aPort()]
    const record = withPorts(await readRecord(folder, 7), server, [port])
    const range = { cidr: '10.64.0.0/24', gateway: '10.64.0.1', address: '10.64.0.1' }
    expect(record.subnets).toEqual([{ ...range, dhcp: true, hostRoutes: [], madeOnDemand: false }])
    expect(record).toMatchObject({ networkId: port.networkId, networkName: 'private' })
    await writeRecord(folder, record)
    expect(await readRecord(folder, 7)).toEqual(record)
    expect(await recordedNetworks(folder)).toEqual([7])
    const empty = withoutPorts(record, (_portId, owner) => owner === server)
    expect(isEmpty(empty)).toBe(true)
    await writeRecord(folder, empty)
    expect(await recordedNetworks(folder)).toEqual([])
  }))

test('the address that a guest got first stays the first, whatever its port is given besides', async () => {
  const [server, port] = [newId<ServerId>(), aPort()]
  const [first] = port.fixedIps
  const more = { ...port, fixedIps: [{ ...first!, address: '10.64.0.3' }, first!] }
  const record = withPorts(await readRecord('/nowhere', 7), server, [port])
  const both = withPorts(record, server, [more])
  expect(both.ports[port.portId]?.addresses).toEqual(['10.64.0.10', '10.64.0.3'])
  const [other] = more.fixedIps
  const left = withPorts(both, server, [{ ...port, fixedIps: [other!] }])
  expect(left.ports[port.portId]?.addresses).toEqual(['10.64.0.3'])
})

test('a record of an earlier version says of a subnet what it was then', () =>
  inFolder(async (folder) => {
    const old = { linkNo: 7, mtu: 1500, subnets: [{ cidr: '10.64.0.0/24', gateway: '10.64.0.1' }], ports: {} }
    await writeFile(join(folder, 'network-7.json'), JSON.stringify(old))
    expect((await readRecord(folder, 7)).subnets).toEqual([
      expect.objectContaining({ address: '10.64.0.1', dhcp: true, hostRoutes: [], madeOnDemand: false }),
    ])
  }))

test('a record that somebody damaged counts as none, and a folder that is not there as empty', () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'network-7.json'), '{')
    expect(isEmpty(await readRecord(folder, 7))).toBe(true)
    expect(await recordedNetworks(join(folder, 'nothing'))).toEqual([])
  }))

test('what a tool says is for the log and not for the client', async () => {
  const failure = await runTool('ip', ['link', 'show', 'no-such-link']).catch((error: unknown) => error as Error)
  expect(failure).toMatchObject({ message: expect.not.stringContaining('no-such-link') })
  expect((failure as Error).cause).toMatchObject({ message: expect.stringContaining('no-such-link') })
})

test('guests are answered by name servers that their network can reach', () =>
  inFolder(async (folder) => {
    const [own, behind] = [join(folder, 'resolv.conf'), join(folder, 'behind')]
    await writeFile(own, '# made by systemd\nnameserver 127.0.0.53\noptions edns0\n')
    await writeFile(behind, 'nameserver 192.0.2.53\nnameserver 2001:db8::53\n')
    expect(await addressesOfResolvers([own, behind])).toEqual(['192.0.2.53'])
    expect(await addressesOfResolvers([own])).toEqual([])
  }))

test('work of one key goes one after the other, also when some of it fails', async () => {
  const [oneAtATime, seen] = [inTurn<string>(), [] as string[]]
  const work = (name: string, fails = false) =>
    oneAtATime('key', async () => {
      seen.push(`${name} begins`)
      await Promise.resolve()
      seen.push(`${name} ends`)
      if (fails) throw new Error(name)
    })
  const [first, second] = await Promise.allSettled([work('first', true), work('second')])
  expect([first.status, second.status]).toEqual(['rejected', 'fulfilled'])
  expect(seen).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
})
