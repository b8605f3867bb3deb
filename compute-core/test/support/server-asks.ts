import type { ServerAction } from '#domain/server/lifecycle'
import type { Server } from '#domain/server/server'
import type { Job } from '#platform/flow/jobs'
import { newId, newRequestId, type ServerId, type UserId } from '#platform/ids'
import { beginAction, beginCreate } from '#store/begin-action'
import type { ActionParams, ServerFlowParams } from '#store/server-jobs'
import { getServer } from '#store/server-store'
import { aFlavor } from './a-flavor.ts'
import type { ConductorWorld } from './conductor-world.ts'
import { hostSeal } from './fake-host.ts'

/** An action, and what its flow is told where that is more than of which server it is. */
export type Asked = {
  [Action in ServerAction]: readonly [
    action: Action,
    params?: (server: Server, images: ConductorWorld['images']) => ActionParams<Action>,
  ]
}[ServerAction]

const sealedAdminPass = hostSeal.close('secret')
const rescue: Asked = ['rescue', () => ({ imageId: newId(), sealedAdminPass })]
const resize: Asked = [
  'resize',
  ({ projectId }) => ({ flavor: aFlavor({ id: '2', vcpus: 2 }), userId: 'ada' as UserId, projectId }),
]
/** An image that waits for a server's root disk. */
const waiting = (_server: Server, images: ConductorWorld['images']) => ({ imageId: images.create({}).id })
const shelve: Asked = ['shelve', waiting]
const rebuilt = { sealedAdminPass, keepEphemeral: false, imageChanged: false, previous: {} }
const backup = { backupType: 'daily', rotation: 1 }
const password = { sealedPassword: hostSeal.close('n3w'), passwordCrypt: 'c2VjcmV0' }

/**
 * What is asked of a server that was built, one after the other, until the flow's own action, which is the last; none for the build
 * itself. Every flow of a server is here: what is forgotten does not compile.
 */
export const serverAsks: Record<keyof ServerFlowParams, readonly Asked[]> = {
  'server-create': [],
  'server-start': [['stop'], ['start']],
  'server-stop': [['stop']],
  'server-reboot': [['hardReboot']],
  'server-pause': [['pause']],
  'server-unpause': [['pause'], ['unpause']],
  'server-suspend': [['suspend']],
  'server-resume': [['suspend'], ['resume']],
  'server-rescue': [rescue],
  'server-unrescue': [rescue, ['unrescue']],
  'server-rebuild': [['rebuild', () => rebuilt]],
  'server-resize': [resize],
  'server-confirm-resize': [resize, ['confirmResize']],
  'server-revert-resize': [resize, ['revertResize']],
  'server-create-image': [['createImage', waiting]],
  'server-create-backup': [['createBackup', (...world) => ({ ...waiting(...world), ...backup })]],
  'server-shelve': [shelve],
  'server-shelve-offload': [shelve, ['shelveOffload']],
  'server-unshelve': [shelve, ['shelveOffload'], ['unshelve']],
  'server-change-password': [['changePassword', () => password]],
  'server-trigger-crash-dump': [['triggerCrashDump']],
  'server-attach-interface': [['attachInterface', () => ({ newPortId: newId() })]],
  'server-detach-interface': [['detachInterface', ({ networkInfo }) => ({ portId: networkInfo[0]!.portId })]],
  'server-soft-delete': [['softDelete']],
  'server-restore': [['softDelete'], ['restore']],
  'server-delete': [['delete']],
}

/** A new server of the world's, or of `projectId`, with the job that builds it. */
export async function askForServer(world: ConductorWorld, projectId = world.projectId) {
  const server = await world.insertServer({
    project_id: projectId,
    vm_state: 'building',
    task_state: 'scheduling',
    power_state: 'pending',
    launched_at: null,
    image_properties: JSON.stringify({ hw_qemu_guest_agent: 'yes' }),
  })
  const params = { requestedNetworks: 'auto', sealedAdminPass: null } as const
  const job = await world.io.db
    .transaction()
    .execute((trx) => beginCreate(trx, { server, caller: by(server), requestId: newRequestId(), params }))
  return { server, job }
}

/** The job of something that is asked of a server. */
export async function ask(world: ConductorWorld, id: ServerId, [action, paramsFor = () => ({})]: Asked): Promise<Job> {
  const { db } = world.io
  const server = await getServer(db, id)
  const params = paramsFor(server, world.images) as never
  return db
    .transaction()
    .execute((trx) => beginAction(trx, { server, action, caller: by(server), requestId: newRequestId(), params }))
}

const by = ({ projectId }: Server) => ({ userId: 'ada' as UserId, projectId, isAdmin: false })
