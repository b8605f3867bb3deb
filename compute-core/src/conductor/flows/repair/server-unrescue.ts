import { command } from '../../conductor.ts'
import { ownCommand } from '../../guest-command.ts'
import { pointOfNoReturn } from '#platform/flow/define-flow'
import { serverFlow } from '../kit/server-flow.ts'
import { serverOnHost } from '../kit/server-host.ts'
import { stepCommand } from '../kit/server-tasks.ts'

const { fail, flow, land } = serverFlow('unrescue')

const onward = pointOfNoReturn('the rescue is over; another one can be asked for', 'hardReboot')

/** Starts the guest of a rescued server from its own disks again and leaves it `active`. */
export const serverUnrescue = flow
  .step('start', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      const guest = await ownCommand(io, server)
      return command(io, hostName, 'guest-reboot', stepCommand(known, 'start'), { guest, hard: true, graceMs: 0 })
    },
    undo: onward,
  })
  .step('disks', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      await command(io, hostName, 'disks-unrescue', stepCommand(known, 'disks'), { serverId: server.id })
    },
    undo: onward,
  })
  .step('land', {
    async run(io, { serverId, flowId, start }) {
      await io.network.setPortsStatus(serverId, 'ACTIVE')
      await land(io, { serverId, flowId }, { powerState: start.power, rescueImageId: null })
    },
    undo: onward,
  })
  .onFailure((io, known, error) => fail(io, known, error, { vmState: 'error', rescueImageId: null }))
