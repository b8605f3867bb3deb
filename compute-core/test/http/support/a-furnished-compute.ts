import type { Insertable } from 'kysely'
import type { Server } from '#domain/server/server'
import type { Database, DB } from '#platform/db/database'
import { newId, newRequestId } from '#platform/ids'
import { insertServer } from '#test/insert-server'
import { aCompute, type TestCompute } from './a-compute.ts'
import { insertImage } from '#services/image/store/image-store'

const facts = {
  hypervisorType: 'QEMU',
  hypervisorVersion: 8_002_000,
  cpuInfo: { arch: 'x86_64', model: 'Nehalem', vendor: 'Intel', topology: {}, features: [] },
  supportedInstances: [['x86_64', 'qemu', 'hvm']],
  traits: [],
  vcpus: 8,
  ramMb: 16_384,
  diskGb: 200,
  bootedAt: '2026-08-27T14:07:00Z',
}

/** Writes a host that is up. */
export async function insertHost(db: Database, name: string, what: Partial<Insertable<DB['compute.host']>> = {}) {
  const id = newId<string>()
  await db
    .insertInto('compute.host')
    .values({ id, service_id: newId<string>(), name, facts: JSON.stringify(facts), ...what })
    .execute()
  return id
}

/** Writes the image that servers are made of, as the image service has it. */
async function insertSoundImage({ db, imageId, callers }: TestCompute): Promise<void> {
  await insertImage(db, {
    id: imageId,
    project_id: callers.get('member')!.projectId!,
    name: 'tiny',
    status: 'active',
    size: 10_000_000,
    os_hash_value: '00',
    properties: { architecture: 'x86_64', kernel_id: 'nokernel', auto_disk_config: 'True' },
  })
}

/** A compute API with a host and, in the member's project, a server on it that has everything a server can show. */
export async function aFurnishedCompute(): Promise<
  TestCompute & { server: Server; requestId: string; hostId: string }
> {
  const compute = await aCompute({ instances: -1, cores: -1, ram: -1 })
  await insertSoundImage(compute)
  const hostId = await insertHost(compute.db, 'host-1')
  const { projectId, userId } = compute.callers.get('member')!
  const server = await insertServer(compute.db, {
    project_id: projectId!,
    user_id: userId,
    host_id: hostId,
    availability_zone: 'nova',
    image_id: compute.imageId,
    image_properties: JSON.stringify({ hw_disk_bus: 'virtio' }),
    metadata: JSON.stringify({ foo: 'bar' }),
    tags: ['blue'],
    access_ip_v4: '192.0.2.7',
    access_ip_v6: '2001:db8::7',
    network_info: JSON.stringify([aPort]),
  })
  return { ...compute, server, hostId, requestId: await insertAction(compute.db, server) }
}

const aPort = {
  portId: newId<string>(),
  networkId: newId<string>(),
  networkName: 'private',
  linkNo: 1,
  mac: 'fa:16:3e:00:00:01',
  mtu: 1500,
  fixedIps: [{ address: '10.0.0.5', version: 4, subnetId: newId<string>(), cidr: '10.0.0.0/24', gateway: '10.0.0.1' }],
  dnsNameservers: [],
  madeForServer: true,
}

/** Writes the record of a stop with one step that went well. */
export async function insertAction(db: Database, server: Server, action = 'stop'): Promise<string> {
  const requestId = newRequestId()
  const { id } = await db
    .insertInto('compute.instance_action')
    .values({
      server_id: server.id,
      action,
      request_id: requestId,
      user_id: server.userId,
      project_id: server.projectId,
      message: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('compute.instance_action_event')
    .values({
      action_id: id,
      event: 'compute_stop_instance',
      result: 'Success',
      finish_time: new Date(),
      host: 'host-1',
      details: null,
      traceback: null,
    })
    .execute()
  return requestId
}
