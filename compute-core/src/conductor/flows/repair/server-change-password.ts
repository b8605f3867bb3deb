import { readGuestAgent } from '#domain/guest-options/switches'
import type { Server } from '#domain/server/server'
import { conflict } from '#platform/errors'
import { command } from '../../conductor.ts'
import { pointOfNoReturn } from '#platform/flow/define-flow'
import { isLast, serverFlow } from '../kit/server-flow.ts'
import { serverOnHost } from '../kit/server-host.ts'
import { stepCommand } from '../kit/server-tasks.ts'

const { flow, land } = serverFlow('changePassword')

/** Has the agent in the guest change its administrator's password, and keeps it for whoever has the server's private key. */
export const serverChangePassword = flow
  .step('setPassword', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      assertReachable(server)
      const { serverId, sealedPassword } = known
      const login = { serverId, user: administratorOf(server), sealedPassword }
      return command(io, hostName, 'guest-set-password', stepCommand(known, 'setPassword'), login)
    },
    undo: pointOfNoReturn('the guest keeps no password but the newest', 'changePassword'),
  })
  .step('land', {
    run: (io, known) => land(io, known, known.passwordCrypt === null ? {} : { passwordCrypt: known.passwordCrypt }),
    undo: isLast,
  })

/** Only a guest that runs, and whose image says that it has QEMU's agent, can be spoken to. */
function assertReachable(server: Server): void {
  const { id, powerState } = server
  if (powerState !== 'running') throw conflict(`Failed to set the password: instance ${id} does not run.`, 'Start it.')
  if (!readGuestAgent(server))
    throw conflict(
      `QEMU guest agent is not enabled on instance ${id}.`,
      'Its image needs the agent and the property hw_qemu_guest_agent=yes.',
    )
}

/** The user whose password it is: what the image says, else what its system calls its administrator. */
const administratorOf = ({ imageProperties }: Server): string =>
  imageProperties['os_admin_user'] || (imageProperties['os_type'] === 'windows' ? 'Administrator' : 'root')
