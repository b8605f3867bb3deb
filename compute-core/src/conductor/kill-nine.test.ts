import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { fakeFacts } from '#driver/fake/fake-facts'
import { newId, newRequestId, type ProjectId, type ServerId, type UserId } from '#platform/ids'
import { beginAction, beginCreate } from '#store/begin-action'
import { findServer, getServer } from '#store/server-store'
import type { ServerAction } from '#domain/server/lifecycle'
import { aFlavor } from '#test/a-flavor'
import { conductorOver } from '#test/conductor-world'
import { insertServer } from '#test/insert-server'
import { scratchDatabase } from '#test/scratch-postgres'
import { makeThings, tableAgent, thingsOf } from '#test/table-agents'
import type { Flow } from '#platform/flow/define-flow'
import { agentReports } from './agent-reports.ts'
import type { Conductor } from './conductor.ts'
import { serverCreate } from './flows/server-create.ts'
import { serverDelete } from './flows/server-delete.ts'
import { serverConfirmResize } from './flows/server-confirm-resize.ts'
import { serverCreateBackup } from './flows/server-create-backup.ts'
import { serverCreateImage } from './flows/server-create-image.ts'
import { serverPause } from './flows/server-pause.ts'
import { serverReboot } from './flows/server-reboot.ts'
import { serverRebuild } from './flows/server-rebuild.ts'
import { serverRescue } from './flows/server-rescue.ts'
import { serverResize } from './flows/server-resize.ts'
import { serverResume } from './flows/server-resume.ts'
import { serverRevertResize } from './flows/server-revert-resize.ts'
import { serverShelve } from './flows/server-shelve.ts'
import { serverShelveOffload } from './flows/server-shelve-offload.ts'
import { serverStop } from './flows/server-stop.ts'
import { serverSuspend } from './flows/server-suspend.ts'
import { serverUnpause } from './flows/server-unpause.ts'
import { serverUnrescue } from './flows/server-unrescue.ts'
import { serverUnshelve } from './flows/server-unshelve.ts'

const caller = { userId: 'ada' as UserId, projectId: 'demo' as ProjectId, isAdmin: false }
const zone = 'nova'

/** Before and after each step's work, but before the work is written down. */
const points = ({ steps }: Flow<Conductor>) => steps.flatMap(({ name }) => [`${name} started`, `${name} finished`])

async function aCloud() {
  const stack = new AsyncDisposableStack()
  const { db, url } = stack.use(await scratchDatabase())
  await makeThings(db)
  const agent = tableAgent(db)
  const io = conductorOver(db, zone, { agents: () => agent, flows: undefined as never })
  const facts = fakeFacts({ hostname: 'host-1', vcpus: 64, ramMb: 262_144, diskGb: 1_000 })
  await agentReports(io).heartbeat({ hostName: 'host-1', facts, guests: [] })
  return { db, url, stack, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

type Cloud = Awaited<ReturnType<typeof aCloud>>

function start({ url, stack }: Cloud, mode: 'stick' | 'go'): ChildProcess {
  const file = join(import.meta.dirname, '../../test/support/conductor-process.ts')
  const child = fork(file, [url, zone, mode], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  stack.defer(async () => {
    if (child.exitCode === null && child.signalCode === null) await kill(child)
  })
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  const died = once(child, 'exit')
  process.kill(child.pid!, 'SIGKILL')
  await died
}

const soon = { timeout: 50_000, interval: 50 }
const openWishCount = async ({ db }: Cloud) =>
  (await db.selectFrom('platform.wish').where('finished_at', 'is', null).select('id').execute()).length

const openEvents = ({ db }: Cloud) =>
  db.selectFrom('compute.instance_action_event').select('event').where('finish_time', 'is', null).execute()

interface Errand {
  id: ServerId
  /** Where the process dies, as `conductor-process.ts` reads it from the server's name. */
  point: string
}

/** Has every flow stop dead at its point, kills the process that ran them, and has the next one go on. */
async function killAndGoOn(cloud: Cloud, errands: readonly Errand[]): Promise<void> {
  const { db } = cloud
  await sql`delete from public.thing where kind = 'stuck'`.execute(db)
  await db.updateTable('compute.server').set({ name: 'goes on' }).execute()
  for (const { id, point } of errands)
    await db.updateTable('compute.server').set({ name: point }).where('id', '=', id).execute()
  const first = start(cloud, 'stick')
  const stuck = () => sql`select from public.thing where kind = 'stuck'`.execute(db).then(({ rows }) => rows.length)
  await expect.poll(stuck, soon).toBe(errands.length)
  await kill(first)
  const next = start(cloud, 'go')
  await expect.poll(() => openWishCount(cloud), soon).toBe(0)
  await expect.poll(() => openEvents(cloud), soon).toEqual([])
  await kill(next)
}

async function aBuild({ db }: Cloud): Promise<ServerId> {
  const server = await insertServer(db, {
    vm_state: 'building',
    task_state: 'scheduling',
    power_state: 'pending',
    launched_at: null,
  })
  const params = { requestedNetworks: 'auto', sealedAdminPass: null } as const
  await db.transaction().execute((trx) => beginCreate(trx, { server, caller, requestId: newRequestId(), params }))
  return server.id
}

async function ask({ db }: Cloud, id: ServerId, action: ServerAction, params: object = {}): Promise<void> {
  const server = await getServer(db, id)
  await db
    .transaction()
    .execute((trx) => beginAction(trx, { server, action, caller, requestId: newRequestId(), params: { ...params } }))
}

/** Each point of the flow with the server that dies there. */
const killedAt = (flow: Flow<Conductor>, ids: readonly ServerId[]) =>
  points(flow).map((point, index) => ({ id: ids[index]!, point }))

const held = async ({ db }: Cloud, id: ServerId) => ({
  claims: (await db.selectFrom('placement.allocation').where('consumer_id', '=', id).select('used').execute()).length,
  ports: (await db.selectFrom('network.port').where('device_id', '=', id).select('id').execute()).length,
})

test(
  'killed at any step of a build, a power action or a delete, the cloud goes on with it',
  { timeout: 180_000 },
  async () => {
    await using cloud = await aCloud()
    const { db } = cloud
    const ids: ServerId[] = []
    for (const _ of points(serverDelete)) ids.push(await aBuild(cloud))
    await killAndGoOn(cloud, killedAt(serverCreate, ids))
    for (const id of ids) {
      expect(await getServer(db, id)).toMatchObject({ vmState: 'active', taskState: null, powerState: 'running' })
      expect(await thingsOf(db, id)).toMatchObject({ nic: 'plugged', disk: 'made', guest: 'running' })
      expect(await held(cloud, id)).toEqual({ claims: 3, ports: 1 })
    }

    const reboots = killedAt(serverReboot, ids)
    const stops = killedAt(serverStop, ids).map(({ point }, index) => ({ id: ids[reboots.length + index]!, point }))
    for (const { id } of reboots) await ask(cloud, id, 'hardReboot')
    for (const { id } of stops) await ask(cloud, id, 'stop')
    await killAndGoOn(cloud, [...reboots, ...stops])
    for (const { id } of reboots)
      expect(await getServer(db, id)).toMatchObject({ vmState: 'active', taskState: null, powerState: 'running' })
    for (const { id } of stops)
      expect(await getServer(db, id)).toMatchObject({ vmState: 'stopped', taskState: null, powerState: 'shutdown' })

    for (const id of ids) await ask(cloud, id, 'delete')
    await killAndGoOn(cloud, killedAt(serverDelete, ids))
    for (const id of ids) {
      expect(await findServer(db, id)).toBeUndefined()
      const { stuck: _, ...things } = await thingsOf(db, id)
      expect(things).toEqual({})
      expect(await held(cloud, id)).toEqual({ claims: 0, ports: 0 })
    }
  },
)

test(
  'killed at any step of a pause, a suspension or their ends, the cloud goes on with it',
  { timeout: 180_000 },
  async () => {
    await using cloud = await aCloud()
    const { db } = cloud
    const built = async () => {
      const { id: host_id } = await db.selectFrom('compute.host').select('id').executeTakeFirstOrThrow()
      return (await insertServer(db, { host_id })).id
    }
    const paused = await Promise.all(points(serverPause).map(built))
    const suspended = await Promise.all(points(serverSuspend).map(built))

    for (const id of paused) await ask(cloud, id, 'pause')
    for (const id of suspended) await ask(cloud, id, 'suspend')
    await killAndGoOn(cloud, [...killedAt(serverPause, paused), ...killedAt(serverSuspend, suspended)])
    for (const id of paused) {
      expect(await getServer(db, id)).toMatchObject({ vmState: 'paused', taskState: null, powerState: 'paused' })
      expect(await thingsOf(db, id)).toMatchObject({ guest: 'paused' })
    }
    for (const id of suspended) {
      expect(await getServer(db, id)).toMatchObject({ vmState: 'suspended', taskState: null, powerState: 'shutdown' })
      expect(await thingsOf(db, id)).toMatchObject({ guest: 'saved' })
    }

    for (const id of paused) await ask(cloud, id, 'unpause')
    for (const id of suspended) await ask(cloud, id, 'resume')
    await killAndGoOn(cloud, [...killedAt(serverUnpause, paused), ...killedAt(serverResume, suspended)])
    for (const id of [...paused, ...suspended]) {
      expect(await getServer(db, id)).toMatchObject({ vmState: 'active', taskState: null, powerState: 'running' })
      expect(await thingsOf(db, id)).toMatchObject({ guest: 'running' })
    }
  },
)

test(
  'killed at any step of a rescue, its end or a rebuild, the cloud goes on with it',
  { timeout: 180_000 },
  async () => {
    await using cloud = await aCloud()
    const { db } = cloud
    const sealedAdminPass = 'sealed'
    const built = async (flow: Flow<Conductor>) => {
      const ids: ServerId[] = []
      for (const _ of points(flow)) ids.push(await aBuild(cloud))
      return ids
    }
    const [toRescue, toRebuild] = [await built(serverRescue), await built(serverRebuild)]
    await killAndGoOn(cloud, [])

    for (const id of toRescue) await ask(cloud, id, 'rescue', { imageId: newId(), sealedAdminPass })
    const rebuild = { sealedAdminPass, keepEphemeral: false, imageChanged: false, previous: {} }
    for (const id of toRebuild) await ask(cloud, id, 'rebuild', rebuild)
    await killAndGoOn(cloud, [...killedAt(serverRescue, toRescue), ...killedAt(serverRebuild, toRebuild)])
    for (const id of toRescue) {
      expect(await getServer(db, id)).toMatchObject({ vmState: 'rescued', taskState: null, powerState: 'running' })
      expect(await thingsOf(db, id)).toMatchObject({ disk: 'made', rescue: 'made', guest: 'running' })
    }
    for (const id of toRebuild)
      expect(await getServer(db, id)).toMatchObject({ vmState: 'active', taskState: null, powerState: 'running' })

    for (const id of toRescue) await ask(cloud, id, 'unrescue')
    await killAndGoOn(cloud, killedAt(serverUnrescue, toRescue))
    for (const id of toRescue) {
      expect(await getServer(db, id)).toMatchObject({ vmState: 'active', taskState: null, rescueImageId: null })
      expect(await thingsOf(db, id)).not.toHaveProperty('rescue')
      expect(await thingsOf(db, id)).toMatchObject({ disk: 'made', guest: 'running' })
      expect(await held(cloud, id)).toEqual({ claims: 3, ports: 1 })
    }
  },
)

test(
  'killed at any step of a resize, its confirmation or its revert, the cloud goes on with it',
  { timeout: 180_000 },
  async () => {
    await using cloud = await aCloud()
    const { db } = cloud
    const ids: ServerId[] = []
    for (const _ of [...points(serverRevertResize), ...points(serverConfirmResize)]) ids.push(await aBuild(cloud))
    await killAndGoOn(cloud, [])
    const params = { flavor: aFlavor({ id: '2', vcpus: 2 }), userId: caller.userId, projectId: caller.projectId }
    const claimed = async () =>
      (await db.selectFrom('placement.allocation').select('used').where('resource_class', '=', 'VCPU').execute())
        .map(({ used }) => used)
        .toSorted()

    for (const id of ids) await ask(cloud, id, 'resize', params)
    await killAndGoOn(cloud, killedAt(serverResize, ids))
    for (const id of ids) {
      expect(await getServer(db, id)).toMatchObject({ vmState: 'resized', taskState: null, powerState: 'running' })
      expect(await thingsOf(db, id)).toMatchObject({ disk: 'made', kept: 'made', guest: 'running' })
      expect(await held(cloud, id)).toEqual({ claims: 3, ports: 1 })
    }
    expect(await claimed()).toEqual([...ids.map(() => 1), ...ids.map(() => 2)])

    const [toRevert, toConfirm] = [
      ids.slice(0, points(serverRevertResize).length),
      ids.slice(points(serverRevertResize).length),
    ]
    for (const id of toRevert) await ask(cloud, id, 'revertResize')
    for (const id of toConfirm) await ask(cloud, id, 'confirmResize')
    await killAndGoOn(cloud, [...killedAt(serverRevertResize, toRevert), ...killedAt(serverConfirmResize, toConfirm)])
    for (const id of ids) {
      expect(await getServer(db, id)).toMatchObject({ vmState: 'active', taskState: null, oldFlavor: null })
      expect(await thingsOf(db, id)).not.toHaveProperty('kept')
    }
    expect(await claimed()).toEqual([...toRevert.map(() => 1), ...toConfirm.map(() => 2)])
  },
)

test(
  'killed at any step of an image, a backup, a shelving or its end, the cloud goes on with it',
  { timeout: 180_000 },
  async () => {
    await using cloud = await aCloud()
    const { db } = cloud
    const built = async (flow: Flow<Conductor>) => {
      const ids: ServerId[] = []
      for (const _ of points(flow)) ids.push(await aBuild(cloud))
      return ids
    }
    const flows = [serverCreateImage, serverCreateBackup, serverShelve, serverShelveOffload]
    const [imaged, backedUp, toShelve, toOffload] = [
      await built(serverCreateImage),
      await built(serverCreateBackup),
      await built(serverShelve),
      await built(serverShelveOffload),
    ]
    await killAndGoOn(cloud, [])
    const shelved = { vm_state: 'shelved', shelved_image_id: newId() }
    await db.updateTable('compute.server').set(shelved).where('id', 'in', toOffload).execute()

    for (const id of imaged) await ask(cloud, id, 'createImage', { imageId: newId() })
    for (const id of backedUp)
      await ask(cloud, id, 'createBackup', { imageId: newId(), backupType: 'daily', rotation: 1 })
    for (const id of toShelve) await ask(cloud, id, 'shelve', { imageId: newId() })
    for (const id of toOffload) await ask(cloud, id, 'shelveOffload')
    const all = [imaged, backedUp, toShelve, toOffload]
    await killAndGoOn(
      cloud,
      flows.flatMap((flow, index) => killedAt(flow, all[index]!)),
    )
    for (const id of [...imaged, ...backedUp]) {
      expect(await getServer(db, id)).toMatchObject({ vmState: 'active', taskState: null, powerState: 'running' })
      const { stuck: _, ...things } = await thingsOf(db, id)
      expect(things).toEqual({ nic: 'plugged', disk: 'made', guest: 'running' })
    }
    const offloaded = [...toShelve, ...toOffload]
    for (const id of offloaded) {
      expect(await getServer(db, id)).toMatchObject({ vmState: 'shelved_offloaded', taskState: null, hostName: null })
      const { stuck: _, ...things } = await thingsOf(db, id)
      expect(things).toEqual({})
      expect(await held(cloud, id)).toEqual({ claims: 0, ports: 1 })
    }

    for (const id of offloaded) await ask(cloud, id, 'unshelve')
    await killAndGoOn(cloud, killedAt(serverUnshelve, offloaded))
    for (const id of offloaded) {
      expect(await getServer(db, id)).toMatchObject({ vmState: 'active', taskState: null, shelvedImageId: null })
      expect(await thingsOf(db, id)).toMatchObject({ nic: 'plugged', disk: 'made', guest: 'running' })
      expect(await held(cloud, id)).toEqual({ claims: 3, ports: 1 })
    }
  },
)
