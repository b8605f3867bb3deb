import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { getServer } from '#store/server-store'
import type { Conductor } from '../conductor.ts'
import type { ServerBackupParams } from './flow-params.ts'
import { advance, land, stillAt } from './server-tasks.ts'
import { discardSnapshot, failSnapshot, snapshotStep, uploadStep } from './snapshot-steps.ts'

const tasks = ['image_backup', 'image_pending_upload', 'image_uploading'] as const

/** Makes an image of a server's root disk, and deletes the oldest backups of its type until `rotation` are left. */
export const serverCreateBackup = defineFlow<Conductor, ServerBackupParams>('server-create-backup')
  .guardedBy(stillAt(tasks))
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
    undo: noUndo('what is beyond the rotation was to go'),
  })
  .step('land', {
    run: (io, known) => land(io, known, tasks, {}),
    undo: noUndo('it is the last step: nothing after it can fail'),
  })
  .whenItFails((io, known, error) => failSnapshot(io, known, tasks, error))
