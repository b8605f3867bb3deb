import { readGuestAgent } from '#domain/guest-options/switches'
import type { Server } from '#domain/server/server'
import { conflict } from '#platform/errors'
import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { order, type Conductor } from '../conductor.ts'
import type { ServerChangePasswordParams } from './flow-params.ts'
import { serverOnHost } from './server-host.ts'
import { failAction, land, stepOrder, stillAt } from './server-tasks.ts'

const tasks = ['updating_password'] as const

/** Has the agent in the guest change its administrator's password, and keeps it for whoever has the server's private key. */
export const serverChangePassword = defineFlow<Conductor, ServerChangePasswordParams>('server-change-password')
  .guardedBy(stillAt(tasks))
  .step('setPassword', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      assertReachable(server)
      const { serverId, sealedPassword } = known
      const login = { serverId, user: administratorOf(server), sealedPassword }
      return order(io, hostName, 'guest-set-password', stepOrder(known, 'setPassword'), login)
    },
    undo: noUndo('the guest keeps no password but the newest'),
  })
  .step('land', {
    run: (io, known) =>
      land(io, known, tasks, known.passwordCrypt === null ? {} : { passwordCrypt: known.passwordCrypt }),
    undo: noUndo('it is the last step: nothing after it can fail'),
  })
  .whenItFails((io, known, error) => failAction(io, known, tasks, error))

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
