import type { SnapshotCommand } from '#agent/commands/command-contract'
import type { Server } from '#domain/server/server'
import { command, type Conductor } from '../../conductor.ts'
import type { ServerSnapshotParams } from '#store/server-jobs'
import { nothingToUndo } from '#platform/flow/define-flow'
import type { ServerKnown } from '../kit/preemption.ts'
import { serverOnHost } from '../kit/server-host.ts'
import { advance, failAction, newCommand, stepCommand } from '../kit/server-tasks.ts'

type Known = ServerKnown & ServerSnapshotParams

/** The step that has the server's host make a file of its root disk, at the task `at`. */
export const snapshotStep = (tasks: readonly string[], at: string) => ({
  async run(io: Conductor, known: Known) {
    await advance(io, known.serverId, tasks, { taskState: at })
    await commandSnapshot(io, known, 'snapshot-make', stepCommand(known, 'snapshot'))
  },
  undo: nothingToUndo('the first step takes back whatever is left on the host'),
})

/** The step that has the server's host bring that file to its image, at the task `at`. */
export const uploadStep = (tasks: readonly string[], at: string) => ({
  async run(io: Conductor, known: Known) {
    await advance(io, known.serverId, tasks, { taskState: at })
    await commandSnapshot(io, known, 'snapshot-upload', stepCommand(known, 'upload'))
  },
  undo: nothingToUndo('the image is deleted as the flow settles'),
})

/** Has the server's host end and remove what a snapshot has left there. */
export const discardSnapshot = (io: Conductor, known: Known) =>
  commandSnapshot(io, known, 'snapshot-discard', newCommand())

/** How a snapshot fails: as most actions do, and its image is deleted. */
export async function failSnapshot(
  io: Conductor,
  known: Known,
  tasks: readonly string[],
  error: Error,
  progress: Parameters<typeof failAction>[4] = {},
): Promise<void> {
  await io.images.remove(known.imageId)
  await failAction(io, known, tasks, error, progress)
}

async function commandSnapshot(
  io: Conductor,
  { serverId, imageId }: Known,
  kind: 'snapshot-make' | 'snapshot-upload' | 'snapshot-discard',
  commandId: string,
): Promise<void> {
  const { server, hostName } = await serverOnHost(io, serverId)
  await command(io, hostName, kind, commandId, { serverId, imageId, freeze: freezeOf(server) })
}

/** Whether the guest's agent is asked to hold its file systems still, and whether it has to. */
function freezeOf({ imageProperties }: Server): SnapshotCommand['freeze'] {
  const says = (name: string) => /^(1|t|true|on|y|yes)$/i.test(imageProperties[name] ?? '')
  if (says('os_require_quiesce')) return 'must'
  return says('hw_qemu_guest_agent') ? 'try' : 'no'
}
