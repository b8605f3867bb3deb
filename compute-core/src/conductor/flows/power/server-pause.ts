import { isLast, serverFlow } from '../kit/server-flow.ts'
import { commandOnHost } from '../kit/server-host.ts'
import { newCommand, stepCommand } from '../kit/server-tasks.ts'

const { flow, land, whileOurs } = serverFlow('pause')

/** Stops the guest where it is, its memory in the host's, and leaves the server `paused`. */
export const serverPause = flow
  .step('pause', {
    run: (io, known) => commandOnHost(io, 'guest-pause', stepCommand(known, 'pause'), known.serverId),
    undo: whileOurs((io, { serverId }) => commandOnHost(io, 'guest-unpause', newCommand(), serverId)),
  })
  .step('land', {
    run: (io, known) => land(io, known, { powerState: known.pause.power }),
    undo: isLast,
  })
