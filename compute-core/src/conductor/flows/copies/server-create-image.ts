import { discardSnapshot, failSnapshot, snapshotStep, uploadStep } from './snapshot-steps.ts'
import { isLast, serverFlow } from '../kit/server-flow.ts'
import { advance } from '../kit/server-tasks.ts'

const { flow, land, tasks } = serverFlow('createImage')

/** Makes an image of a server's root disk, while its guest goes on. The image is there already and waits for its bytes. */
export const serverCreateImage = flow
  .step('prepare', {
    run: (io, { serverId }) => advance(io, serverId, tasks, { taskState: 'image_snapshot' }),
    undo: discardSnapshot,
  })
  .step('snapshot', snapshotStep(tasks, 'image_pending_upload'))
  .step('upload', uploadStep(tasks, 'image_uploading'))
  .step('land', {
    run: (io, known) => land(io, known, {}),
    undo: isLast,
  })
  .onFailure((io, known, error) => failSnapshot(io, known, tasks, error))
