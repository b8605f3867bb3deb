import { CloudError } from '#platform/errors'
import { command } from '../../conductor.ts'
import { restartCommand } from '../../guest-command.ts'
import { isLast, serverFlow } from '../kit/server-flow.ts'
import { commandOnHost, serverOnHost } from '../kit/server-host.ts'
import { newCommand, stepCommand } from '../kit/server-tasks.ts'

const { fail, flow, land, whileOurs } = serverFlow('suspend')

/** Keeps the guest's memory on its host's disk, switches it off, and leaves the server `suspended`. */
export const serverSuspend = flow
  .step('suspend', {
    run: (io, known) => commandOnHost(io, 'guest-suspend', stepCommand(known, 'suspend'), known.serverId),
    undo: whileOurs(async (io, { serverId }) => {
      const { server, hostName } = await serverOnHost(io, serverId)
      await command(io, hostName, 'guest-resume', newCommand(), await restartCommand(io, server))
    }),
  })
  .step('land', {
    run: (io, known) => land(io, known, { powerState: known.suspend.power }),
    undo: isLast,
  })
  .onFailure((io, known, error) => fail(io, known, error, isImpossible(error) ? {} : inError))

const inError = { vmState: 'error' } as const

/** A hypervisor that cannot do it has done nothing: the server is as it was. */
export const isImpossible = (error: Error): boolean =>
  error instanceof CloudError && error.failure.kind === 'not-implemented'
