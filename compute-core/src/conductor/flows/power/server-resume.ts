import { command } from '../../conductor.ts'
import { restartCommand } from '../../guest-command.ts'
import { isImpossible } from './server-suspend.ts'
import { isLast, serverFlow } from '../kit/server-flow.ts'
import { commandOnHost, serverOnHost } from '../kit/server-host.ts'
import { newCommand, stepCommand } from '../kit/server-tasks.ts'

const { fail, flow, land, whileOurs } = serverFlow('resume')

/** Has a suspended guest go on with the memory that its host has kept, and leaves the server `active`. */
export const serverResume = flow
  .step('resume', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      return command(io, hostName, 'guest-resume', stepCommand(known, 'resume'), await restartCommand(io, server))
    },
    undo: whileOurs((io, { serverId }) => commandOnHost(io, 'guest-suspend', newCommand(), serverId)),
  })
  .step('land', {
    run: (io, known) => land(io, known, { powerState: known.resume.power }),
    undo: isLast,
  })
  .onFailure((io, known, error) => fail(io, known, error, isImpossible(error) ? {} : { vmState: 'error' }))
