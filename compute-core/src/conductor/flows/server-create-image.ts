import { defineFlow, noUndo } from '#platform/flow/define-flow'
import type { Conductor } from '../conductor.ts'
import type { ServerSnapshotParams } from './flow-params.ts'
import { advance, land, stillAt } from './server-tasks.ts'
import { discardSnapshot, failSnapshot, snapshotStep, uploadStep } from './snapshot-steps.ts'

const tasks = ['image_snapshot_pending', 'image_snapshot', 'image_pending_upload', 'image_uploading'] as const

/** Makes an image of a server's root disk, while its guest goes on. The image is there already and waits for its bytes. */
export const serverCreateImage = defineFlow<Conductor, ServerSnapshotParams>('server-create-image')
  .guardedBy(stillAt(tasks))
  .step('prepare', {
    run: (io, { serverId }) => advance(io, serverId, tasks, { taskState: 'image_snapshot' }),
    undo: discardSnapshot,
  })
  .step('snapshot', snapshotStep(tasks, 'image_pending_upload'))
  .step('upload', uploadStep(tasks, 'image_uploading'))
  .step('land', {
    run: (io, known) => land(io, known, tasks, {}),
    undo: noUndo('it is the last step: nothing after it can fail'),
  })
  .whenItFails((io, known, error) => failSnapshot(io, known, tasks, error))
