import { createReadStream } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { userNics } from '#agent/nics/user-nics'
import { buildGuestImage } from '#services/image/guest-image/build-guest-image'
import { imageService } from '#services/image/image-service'
import { openImageFiles } from '#services/image/store/image-files'
import { agentReports } from '#conductor/agent-reports'
import type { Conductor } from '#conductor/conductor'
import { allFlows } from '#conductor/flows/all-flows'
import { finishJob } from '#platform/flow/job-ledger'
import { type Job, writeJob } from '#platform/flow/jobs'
import { type ImageId, newHexId, newId, newRequestId, type ProjectId, type ServerId } from '#platform/ids'
import { getServer, moveServer } from '#store/server-store'
import type { ServerFlowParams } from '#store/server-jobs'
import { atOnce, conductorOver, paramsOf } from '#test/conductor-world'
import { runIn } from '#test/flow-kit'
import { insertServer } from '#test/insert-server'
import { sharedScratch } from '#test/shared-scratch'
import { type RealAgent, realAgent } from './real-agent.ts'

const workDir = join(process.env['KILONOVA_TEST_CACHE'] ?? '/var/tmp/kilonova-test-cache', 'guest-image')
const bootMs = 180_000
const zone = 'shelf'
const projectId = newHexId<ProjectId>()

const db = sharedScratch()
const dispatched: Job[] = []
let host: RealAgent
let folder: string
let io: Conductor
let imageId: ImageId

beforeAll(async () => {
  const { diskPath, diskFormat } = await buildGuestImage({ workDir, log: () => undefined })
  folder = await mkdtemp(join(tmpdir(), 'kilonova-images-'))
  const images = imageService({ db: db(), files: await openImageFiles(folder) })
  imageId = await imageFrom(images, diskPath, diskFormat)
  host = await realAgent('/var/tmp', userNics(), images.open, ({ id }, bytes) => images.write(id, bytes))
  io = conductorOver(db(), zone, {
    images,
    agents: () => host.client,
    flows: {
      ...atOnce,
      dispatch: (job) => void dispatched.push(job as Job),
      stateOf: async () => 'running',
      prune: async () => 0,
      takeUp: async () => 0,
    },
  })
}, 180_000)

afterAll(async () => {
  await host?.close()
  await rm(folder, { recursive: true, force: true })
})

async function imageFrom(images: ReturnType<typeof imageService>, path: string, diskFormat: string): Promise<ImageId> {
  const id = newId<ImageId>()
  const about = { containerFormat: 'bare', minDiskGb: 0, minRamMb: 0, properties: {} }
  await images.create({ id, projectId, name: 'guest', ...about })
  await images.write(id, { diskFormat, size: (await stat(path)).size, open: () => createReadStream(path) })
  return id
}

/** Carries a flow out, and what it enqueues, as the API would have begun it. */
async function carryOut<Slug extends keyof ServerFlowParams>(slug: Slug, task: string, params: ServerFlowParams[Slug]) {
  await agentReports(io).heartbeat({ hostName: 'here', facts: await host.driver.facts(), guests: [], disks: [] })
  await moveServer(db(), params.serverId, 'any', { taskState: task })
  const subject = { flow: slug, subjectId: params.serverId, requestId: newRequestId() }
  dispatched.push(await writeJob(db(), { ...subject, params: { ...params } }))
  for (let job = dispatched.shift(); job; job = dispatched.shift()) {
    const flow = allFlows.find((each) => each.slug === job!.flow)!
    expect(await runIn(flow, { io, params: paramsOf(job) })).toBeUndefined()
    await finishJob(db(), job.id)
  }
}

const aWaitingImage = async (serverId: ServerId) => {
  const id = newId<ImageId>()
  const properties = { image_type: 'snapshot', instance_uuid: serverId }
  const about = { containerFormat: 'bare', minDiskGb: 0, minRamMb: 0, properties }
  await imageService({ db: db(), files: await openImageFiles(folder) }).create({ id, projectId, name: 'web', ...about })
  return id
}

/** Says what stands on the disk 512 MiB in, and writes its own name there for good; at each boot, and not only at the first one. */
const diary = `#!/bin/sh
echo "found: $(dd if=/dev/vda bs=1M skip=512 count=1 2>/dev/null | tr -d '\\0')." > /dev/console
hostname | dd of=/dev/vda bs=1M seek=512 conv=notrunc,fsync 2>/dev/null
(until rm /boot/state/*/user-data-done 2>/dev/null; do usleep 100000; done; sync; echo "written" > /dev/console) &
`

/** What the guest has said since it was started last: each start begins the log anew. */
const saidBy = async (serverId: ServerId) =>
  (await host.command('console-log', { serverId, maxBytes: 1_000_000 })).text ?? ''
const untilSaid = (serverId: ServerId, what: RegExp) =>
  expect.poll(() => saidBy(serverId), { timeout: bootMs, interval: 200 }).toMatch(what)
const addressSaid = async (serverId: ServerId) =>
  /kilonova-guest: address ([\d.]+)/.exec(await saidBy(serverId))?.[1] ?? 'none'

test(
  'a server that was shelved and offloaded comes back with its disk and its address',
  { timeout: 4 * bootMs },
  async () => {
    const flavor = { vcpus: 1, ramMb: 256, diskGb: 1, ephemeralGb: 0, swapMb: 0, rxtxFactor: 1, extraSpecs: {} }
    const { id: serverId } = await insertServer(db(), {
      project_id: projectId,
      name: 'diarist',
      hostname: 'diarist',
      pinned_zone: zone,
      image_id: imageId,
      flavor: JSON.stringify({ name: 'small', ...flavor }),
      user_data: Buffer.from(diary).toString('base64'),
      vm_state: 'building',
      launched_at: null,
    })
    const create = { serverId, requestedNetworks: 'auto', sealedAdminPass: null } as const
    await carryOut('server-create', 'scheduling', create)
    await untilSaid(serverId, /written/)
    const [address, { networkInfo }] = [await addressSaid(serverId), await getServer(db(), serverId)]
    expect(address).toBe(networkInfo[0]!.fixedIps[0]!.address)

    const shelvedImageId = await aWaitingImage(serverId)
    await carryOut('server-shelve', 'shelving', { serverId, imageId: shelvedImageId })
    expect(await getServer(db(), serverId)).toMatchObject({ vmState: 'shelved_offloaded', hostName: null })
    expect(await host.driver.powerState(serverId)).toBeUndefined()
    expect(await readdir(host.instances)).toEqual(['_base'])
    expect(await io.images.find(shelvedImageId)).toMatchObject({ status: 'active', diskFormat: 'qcow2' })

    await carryOut('server-unshelve', 'unshelving', { serverId })
    await untilSaid(serverId, /found: diarist[^]*written/)
    expect(await addressSaid(serverId)).toBe(address)
    expect(await getServer(db(), serverId)).toMatchObject({ vmState: 'active', powerState: 'running', imageId })
    expect(await io.images.find(shelvedImageId)).toBeUndefined()

    io.settings = { ...io.settings, shelved_offload_time: -1 }
    await carryOut('server-shelve', 'shelving', { serverId, imageId: await aWaitingImage(serverId) })
    expect(await host.driver.powerState(serverId)).toBe('shutdown')
    await carryOut('server-unshelve', 'unshelving', { serverId })
    expect(await host.driver.powerState(serverId)).toBe('running')
    // Its shelved image is gone by now: nothing of the disk may have depended on it.
    await carryOut('server-reboot', 'rebooting_hard', { serverId, hard: true })
    await untilSaid(serverId, /found: diarist[^]*written/)
    await carryOut('server-delete', 'deleting', { serverId })
    expect(await readdir(host.instances)).toEqual(['_base'])
  },
)
