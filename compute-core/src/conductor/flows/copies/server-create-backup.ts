import { getServer } from '#store/server-store'
import { discardSnapshot, failSnapshot, snapshotStep, uploadStep } from './snapshot-steps.ts'
import { pointOfNoReturn } from '#platform/flow/define-flow'
import { isLast, serverFlow } from '../kit/server-flow.ts'
import { advance } from '../kit/server-tasks.ts'

const { flow, land, tasks } = serverFlow('createBackup')

/** Makes an image of a server's root disk, and deletes the oldest backups of its type until `rotation` are left. */
export const serverCreateBackup = flow
  .step('prepare', {
    run: (io, { serverId }) => advance(io, serverId, tasks, { taskState: 'image_backup' }),
    undo: discardSnapshot,
  })
  .step('snapshot', snapshotStep(tasks, 'image_pending_upload'))
  .step('upload', uploadStep(tasks, 'image_uploading'))
  .step('rotate', {
    async run(io, { serverId, backupType, rotation }) {
      const { projectId } = await getServer(io.db, serverId)
      const backups = await io.images.backups({ projectId, serverId, backupType })
      for (const imageId of backups.slice(rotation)) await io.images.remove(imageId)
    },
    undo: pointOfNoReturn('what is beyond the rotation was to go', 'createBackup'),
  })
  .step('land', {
    run: (io, known) => land(io, known, {}),
    undo: isLast,
  })
  .onFailure((io, known, error) => failSnapshot(io, known, tasks, error))
