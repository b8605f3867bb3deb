import { afterAll, beforeAll, expect, test } from 'vitest'
import { newHexId, newId, type NetworkId, type PortId, type ProjectId, type ServerId } from '#platform/ids'
import { scratchDatabase, type ScratchDatabase } from '#test/scratch-postgres'
import type { NetworkRequest } from './network-service.ts'
import { networkService } from './postgres-network.ts'
import { insertPort } from './store/insert-port.ts'

let scratch: ScratchDatabase
let network: ReturnType<typeof networkService>

beforeAll(async () => {
  scratch = await scratchDatabase()
  network = networkService(scratch.db)
})
afterAll(() => scratch[Symbol.asyncDispose]())

const aProject = () => newHexId<ProjectId>()

const bind = (
  projectId: ProjectId,
  requested: 'auto' | 'none' | readonly NetworkRequest[] = 'auto',
  more: { serverId?: ServerId; hostName?: string } = {},
) =>
  network.bindPorts({
    projectId,
    serverId: newId<ServerId>(),
    hostName: 'host-1',
    availabilityZone: 'nova',
    requested,
    ...more,
  })

async function aNetwork(projectId: ProjectId, cidr?: string, pool?: { start: string; end: string }) {
  const id = newId<NetworkId>()
  await scratch.db
    .insertInto('network.network')
    .values({ id, project_id: projectId, name: `net ${cidr}` })
    .execute()
  if (cidr !== undefined)
    await scratch.db
      .insertInto('network.subnet')
      .values({
        id: newId(),
        network_id: id,
        project_id: projectId,
        ip_version: 4,
        cidr,
        gateway_ip: cidr.replace(/0\/\d+$/, '1'),
        dns_nameservers: ['9.9.9.9'],
        allocation_pools: JSON.stringify([
          pool ?? { start: cidr.replace(/0\/\d+$/, '2'), end: cidr.replace(/0\/\d+$/, '6') },
        ]),
      })
      .execute()
  return id
}

async function aPort(projectId: ProjectId, networkId: NetworkId, address?: string): Promise<PortId> {
  const id = newId<PortId>()
  await insertPort(scratch.db, { id, project_id: projectId, network_id: networkId })
  if (address !== undefined)
    await scratch.db
      .insertInto('network.port_address')
      .columns(['port_id', 'subnet_id', 'ip_address'])
      .expression((from) =>
        from
          .selectFrom('network.subnet')
          .select(({ val }) => [val(id).as('port'), 'id', val(address).as('ip')])
          .where('network_id', '=', networkId),
      )
      .execute()
  return id
}

const portCount = async (projectId: ProjectId) =>
  (await scratch.db.selectFrom('network.port').select('id').where('project_id', '=', projectId).execute()).length

test('ten servers at once in a project without a network get one network and ten addresses', async () => {
  const projectId = aProject()
  const bound = await Promise.all(Array.from({ length: 10 }, () => bind(projectId)))
  const ports = bound.flat()
  expect(new Set(ports.map(({ networkId }) => networkId)).size).toBe(1)
  const last = ports.map(({ fixedIps }) => Number(fixedIps[0]!.address.split('.')[3])).toSorted((a, b) => a - b)
  expect(last).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
  expect(new Set(ports.map(({ mac }) => mac)).size).toBe(10)
  expect(ports[0]).toMatchObject({ networkName: 'private', mtu: 1500, madeForServer: true })
  expect(ports[0]!.mac).toMatch(/^fa:16:3e(:[0-9a-f]{2}){3}$/)
  const { cidr, gateway } = ports[0]!.fixedIps[0]!
  expect(ports.every(({ fixedIps }) => fixedIps[0]!.madeOnDemand)).toBe(true)
  expect([cidr, gateway]).toEqual([expect.stringMatching(/^10\.\d+\.\d+\.0\/24$/), cidr.replace('0/24', '1')])
})

test('projects get subnets that do not overlap, also not with what somebody made by hand', async () => {
  const byHand = await aNetwork(aProject(), '10.64.0.0/20')
  expect(byHand).toBeDefined()
  const bound = await Promise.all(Array.from({ length: 6 }, () => bind(aProject())))
  const cidrs = bound.flat().map(({ fixedIps }) => fixedIps[0]!.cidr)
  expect(new Set(cidrs).size).toBe(6)
  expect(cidrs.every((cidr) => Number(cidr.split('.')[2]) >= 16 || !cidr.startsWith('10.64.'))).toBe(true)
})

test('a pool that is used up gives a subnet out twice rather than none', async () => {
  const small = networkService(scratch.db, { pool: '10.200.0.0/24' })
  const request = { hostName: 'host-1', availabilityZone: 'nova', requested: 'auto' as const }
  const bound = [
    await small.bindPorts({ ...request, projectId: aProject(), serverId: newId() }),
    await small.bindPorts({ ...request, projectId: aProject(), serverId: newId() }),
  ]
  expect(bound.map(([port]) => port!.fixedIps[0]!.address)).toEqual(['10.200.0.10', '10.200.0.10'])
})

test('asked twice for one server, even at once, the ports are the same', async () => {
  const projectId = aProject()
  const serverId = newId<ServerId>()
  const [first, ...more] = await Promise.all(Array.from({ length: 5 }, () => bind(projectId, 'auto', { serverId })))
  for (const again of more) expect(again).toEqual(first)
  expect(await portCount(projectId)).toBe(1)
})

test('built again on another host, the server takes its ports along', async () => {
  const projectId = aProject()
  const serverId = newId<ServerId>()
  const first = await bind(projectId, 'auto', { serverId })
  expect(await bind(projectId, 'auto', { serverId, hostName: 'host-2' })).toEqual(first)
  const port = await scratch.db
    .selectFrom('network.port')
    .selectAll()
    .where('device_id', '=', serverId)
    .executeTakeFirstOrThrow()
  expect(port).toMatchObject({ binding_host: 'host-2', device_owner: 'compute:nova' })
})

test('ports come in the order they were asked for, made and brought mixed', async () => {
  const projectId = aProject()
  const [a, b] = [await aNetwork(projectId, '192.168.1.0/29'), await aNetwork(projectId, '192.168.2.0/29')]
  const mine = await aPort(projectId, b, '192.168.2.5')
  const serverId = newId<ServerId>()
  const requested = [{ networkId: b }, { portId: mine }, { networkId: a, fixedIp: '192.168.1.4' }]
  const ports = await bind(projectId, requested, { serverId })
  const addresses = ports.map(({ fixedIps }) => fixedIps[0]!.address)
  expect(addresses).toEqual(['192.168.2.2', '192.168.2.5', '192.168.1.4'])
  expect(ports.map(({ madeForServer }) => madeForServer)).toEqual([true, false, true])
  expect(ports[0]!.dnsNameservers).toEqual(['9.9.9.9'])
  expect(ports.some(({ fixedIps }) => fixedIps[0]!.madeOnDemand)).toBe(false)
  expect(await bind(projectId, requested, { serverId })).toEqual(ports)
})

test('released ports are gone when made for the server and free again when brought; twice is once', async () => {
  const projectId = aProject()
  const a = await aNetwork(projectId, '192.168.1.0/29')
  const mine = await aPort(projectId, a, '192.168.1.5')
  const serverId = newId<ServerId>()
  await bind(projectId, [{ networkId: a }, { portId: mine }], { serverId })
  await network.setPortsStatus(serverId, 'ACTIVE')
  expect(await network.serversWithPorts()).toContain(serverId)
  await network.releasePorts(serverId)
  await network.releasePorts(serverId)
  expect(await network.serversWithPorts()).not.toContain(serverId)
  const left = await scratch.db.selectFrom('network.port').selectAll().where('project_id', '=', projectId).execute()
  expect(left).toMatchObject([{ id: mine, device_id: '', device_owner: '', binding_host: '', status: 'DOWN' }])
})

test('a full network refuses and leaves nothing half bound', async () => {
  const projectId = aProject()
  const [roomy, full] = [
    await aNetwork(projectId, '192.168.1.0/29'),
    await aNetwork(projectId, '192.168.2.0/29', { start: '192.168.2.2', end: '192.168.2.3' }),
  ]
  const tries = await Promise.allSettled(
    Array.from({ length: 5 }, () => bind(projectId, [{ networkId: roomy }, { networkId: full }])),
  )
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  expect(await portCount(projectId)).toBe(4)
  await expect(network.check(projectId, [{ networkId: full }])).rejects.toThrow('No more IP addresses')
})

test('an address in the middle that was given back is given out again', async () => {
  const projectId = aProject()
  const a = await aNetwork(projectId, '192.168.1.0/29')
  const servers = [newId<ServerId>(), newId<ServerId>(), newId<ServerId>()]
  for (const serverId of servers) await bind(projectId, [{ networkId: a }], { serverId })
  await network.releasePorts(servers[1]!)
  const [port] = await bind(projectId, [{ networkId: a }])
  expect(port!.fixedIps[0]!.address).toBe('192.168.1.3')
})

test('servers that ask for two networks in opposite orders never wait for each other for ever', async () => {
  const projectId = aProject()
  const pool = { start: '192.168.1.2', end: '192.168.1.200' }
  const a = await aNetwork(projectId, '192.168.1.0/24', pool)
  const b = await aNetwork(projectId, '192.168.1.0/24', pool)
  const orders = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? [a, b] : [b, a]))
  const bound = await Promise.all(
    orders.map((ids) =>
      bind(
        projectId,
        ids.map((networkId) => ({ networkId })),
      ),
    ),
  )
  expect(bound.map((ports) => ports.map(({ networkId }) => networkId))).toEqual(orders)
})

test('what cannot be had is refused before anything is made, with what would help', async () => {
  const [projectId, stranger] = [aProject(), aProject()]
  const [theirs, mine] = [await aNetwork(stranger, '192.168.1.0/29'), await aNetwork(projectId, '192.168.1.0/29')]
  const bare = await aNetwork(projectId)
  const [taken, theirPort] = [await aPort(projectId, mine, '192.168.1.4'), await aPort(stranger, theirs, '192.168.1.4')]
  const addressless = await aPort(projectId, mine)
  await bind(projectId, [{ portId: taken }])
  const check = (...requested: NetworkRequest[]) => network.check(projectId, requested)
  await expect(check({ networkId: theirs })).rejects.toThrow(`Network ${theirs} could not be found`)
  await expect(check({ networkId: 'nonsense' as NetworkId })).rejects.toThrow('could not be found')
  await expect(check({ portId: theirPort })).rejects.toThrow(`Port ${theirPort} could not be found`)
  await expect(check({ portId: taken })).rejects.toThrow('still in use')
  await expect(check({ portId: addressless })).rejects.toThrow('requires a FixedIP')
  await expect(check({ networkId: bare })).rejects.toThrow('requires a subnet')
  await expect(check({ networkId: mine, fixedIp: '192.168.1.4' })).rejects.toThrow('already in use')
  await expect(check({ networkId: mine, fixedIp: '192.168.1.1' })).rejects.toThrow('already in use')
  await expect(check({ networkId: mine, fixedIp: '192.168.1.7' })).rejects.toThrow('not a valid IP')
  await expect(check({ networkId: mine, fixedIp: 'x' })).rejects.toThrow('not an IPv4 address')
  await expect(check({ portId: addressless }, { portId: addressless })).rejects.toThrow('twice')
  expect(await portCount(projectId)).toBe(2)
})

test('with two networks auto is ambiguous; one without a subnet does not count', async () => {
  const projectId = aProject()
  await aNetwork(projectId)
  const a = await aNetwork(projectId, '192.168.1.0/29')
  expect((await bind(projectId))[0]!.networkId).toBe(a)
  await aNetwork(projectId, '192.168.2.0/29')
  await expect(network.check(projectId, 'auto')).rejects.toThrow('Multiple possible networks found')
})

test('none is none', async () => {
  expect(await bind(aProject(), 'none')).toEqual([])
})
