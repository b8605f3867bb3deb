import type { Transaction } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import type { DB } from '#platform/db/database'
import { hostGeneration, hostProgress } from '#platform/host-state/host-state'
import { newId, type PortId, type ServerId } from '#platform/ids'
import { updateNetwork } from '#services/network/store/network-writes'
import { deletePort } from '#services/network/store/port-writes'
import { changeSubnet } from '#services/network/store/subnet-writes'
import { conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { sharedScratch } from '#test/shared-scratch'
import { desiredStates, reachDesired } from './desired-state.ts'

const db = sharedScratch()

let world: ConductorWorld
beforeEach(async () => {
  world = await conductorWorld(db(), 2)
})

const hostName = () => world.host().name
const pull = (since: number) => desiredStates(world.io, { hostName: hostName() }).desired(since)
const now = () => hostGeneration(db(), hostName())
const inOne = (work: (tx: Transaction<DB>) => Promise<unknown>) => db().transaction().execute(work)

/** Binds the ports of a server that is about to be built on the first host. */
async function bound(serverId = newId<ServerId>(), host = hostName()) {
  const { projectId, io } = world
  const binding = { projectId, serverId, hostName: host, availabilityZone: 'nova', requested: 'auto' as const }
  const [port] = await io.network.bindPorts(binding)
  return { serverId, port: port! }
}

test('a host is told of ports from when they are bound to when they are let go, and of nothing that is another host’s', async () => {
  const before = await now()
  const { serverId, port } = await bound()
  await bound(newId(), world.hosts[1]!.name)
  expect(await pull(before)).toMatchObject({ servers: [{ serverId, ports: [port] }], gone: [] })
  const since = await now()
  await world.io.network.unbindPorts(serverId)
  expect(await pull(since)).toEqual({ generation: since + 1, isWhole: false, servers: [], gone: [serverId] })
  await bound(serverId)
  await world.io.network.releasePorts(serverId)
  expect(await pull(since + 1)).toMatchObject({ servers: [], gone: [serverId] })
  expect(await pull(0)).toMatchObject({ isWhole: true, servers: [] })
})

test('a server that is taken to another host is gone from the first', async () => {
  const { serverId } = await bound()
  const since = await now()
  await bound(serverId, world.hosts[1]!.name)
  expect(await pull(since)).toMatchObject({ servers: [], gone: [serverId] })
  const there = await desiredStates(world.io, { hostName: world.hosts[1]!.name }).desired(0)
  expect(there.servers.map((server) => server.serverId)).toContain(serverId)
})

test('what binds nothing new says nothing to the host', async () => {
  const { serverId } = await bound()
  const since = await now()
  await bound(serverId)
  await world.io.network.setPortsStatus(serverId, 'ACTIVE')
  await world.io.network.unbindPorts(newId())
  expect(await now()).toBe(since)
})

test('a port that is attached and detached is told as what is left', async () => {
  const { serverId, port } = await bound()
  const since = await now()
  const { projectId, io } = world
  const binding = { projectId, serverId, hostName: hostName(), availabilityZone: 'nova' }
  const newPortId = newId<PortId>()
  await io.network.attachPort({ ...binding, requested: { networkId: port.networkId }, newPortId })
  const [entry] = (await pull(since)).servers
  expect(entry?.ports.map(({ portId }) => portId)).toEqual([port.portId, newPortId])
  await io.network.detachPort(serverId, port.portId)
  expect(await pull(since)).toMatchObject({ servers: [{ serverId, ports: [{ portId: newPortId }] }] })
})

test('what somebody changes of a network, a subnet or a port is told of all servers that it concerns, once', async () => {
  const { serverId, port } = await bound()
  const peer = await bound()
  const { subnetId, cidr, gateway } = port.fixedIps[0]!
  const told = async (change: Parameters<typeof inOne>[0]) => {
    const since = await now()
    await inOne(change)
    const { servers, generation } = await pull(since)
    expect(generation).toBe(since + 1)
    return servers
  }
  const both = [serverId, peer.serverId].toSorted()
  const mtu = await told((tx) => updateNetwork(tx, port.networkId, { mtu: 1300 }))
  expect(mtu.map((server) => server.serverId).toSorted()).toEqual(both)
  expect(mtu.flatMap(({ ports }) => ports.map((one) => one.mtu))).toEqual([1300, 1300])
  const routes = [{ destination: '10.9.0.0/24', nexthop: gateway! }]
  const subnet = { id: subnetId, network_id: port.networkId, cidr }
  const changed = { host_routes: routes, dns_nameservers: ['9.9.9.9'] }
  const [entry] = await told((tx) => changeSubnet(tx, subnet as never, changed))
  expect(entry?.ports).toMatchObject([{ dnsNameservers: ['9.9.9.9'], fixedIps: [{ hostRoutes: routes }] }])
  const since = await now()
  await inOne((tx) => deletePort(tx, port.portId))
  expect(await pull(since)).toMatchObject({ generation: since + 1, servers: [], gone: [serverId] })
})

test('on a host with a thousand servers a change of one is told as one, and all of them in one question', async () => {
  const first = await bound()
  await db()
    .transaction()
    .execute(async (tx) => {
      const ids = Array.from({ length: 1000 }, () => newId<PortId>())
      const port = (id: string, nth: number) => ({
        id,
        network_id: first.port.networkId,
        project_id: 'another',
        device_id: newId<string>(),
        device_owner: 'compute:nova',
        binding_host: hostName(),
        made_for_server: true,
        mac_address: `fa:16:3f:${[nth >> 16, nth >> 8, nth].map((part) => (part & 255).toString(16).padStart(2, '0')).join(':')}`,
      })
      await tx.insertInto('network.port').values(ids.map(port)).execute()
    })
  const since = await now()
  const { serverId } = await bound()
  const small = await pull(since)
  expect(small).toMatchObject({ isWhole: false, servers: [{ serverId }] })
  expect(JSON.stringify(small).length).toBeLessThan(2000)
  expect((await pull(0)).servers).toHaveLength(1002)
})

test('how far a host has come, and what stands in its way, is written down', async () => {
  await bound()
  const trouble = { serverId: newId<ServerId>(), message: 'There is no bridge.' }
  await desiredStates(world.io, { hostName: hostName() }).reached({ generation: 1, troubles: [trouble] })
  expect(await hostProgress(db(), hostName())).toMatchObject({
    reached: 1,
    reachedAt: expect.any(Date),
    troubles: [{ subjectId: trouble.serverId, message: trouble.message }],
  })
})

test('an agent of the contract before, which asks for nothing, is told by the commands of then', async () => {
  const host = world.host()
  const facts = { ...(await host.driver.facts()), contractVersion: 7 }
  await world.reports.heartbeat({ hostName: host.name, facts, guests: [], disks: [] })
  const { serverId } = await bound()
  const reach = () => reachDesired(world.io, { hostName: host.name, serverId, commandId: newId() })
  await reach()
  expect(host.nics.plugged.has(serverId)).toBe(true)
  await world.io.network.unbindPorts(serverId)
  await reach()
  expect(host.nics.plugged.has(serverId)).toBe(false)
  expect(host.commands).toEqual(['nics-plug', 'nics-unplug'])
})
