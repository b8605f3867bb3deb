import { isLast, serverFlow } from '../kit/server-flow.ts'
import { commandOnHost } from '../kit/server-host.ts'
import { newCommand, stepCommand } from '../kit/server-tasks.ts'

const { flow, land, whileOurs } = serverFlow('unpause')

/** Lets a paused guest go on and leaves the server `active`. */
export const serverUnpause = flow
  .step('unpause', {
    run: (io, known) => commandOnHost(io, 'guest-unpause', stepCommand(known, 'unpause'), known.serverId),
    undo: whileOurs((io, { serverId }) => commandOnHost(io, 'guest-pause', newCommand(), serverId)),
  })
  .step('land', {
    run: (io, known) => land(io, known, { powerState: known.unpause.power }),
    undo: isLast,
  })
