import { CloudError } from '#platform/errors'
import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { order, type Conductor } from '../conductor.ts'
import { restartOrder } from '../guest-order.ts'
import type { ServerParams } from './flow-params.ts'
import { serverOnHost } from './server-host.ts'
import { failAction, land, newOrder, stepOrder, stillAt } from './server-tasks.ts'
import { orderOnHost, whileAt } from './way-back.ts'

const tasks = ['suspending'] as const

/** Keeps the guest's memory on its host's disk, switches it off, and leaves the server `suspended`. */
export const serverSuspend = defineFlow<Conductor, ServerParams>('server-suspend')
  .guardedBy(stillAt(tasks))
  .step('suspend', {
    run: (io, known) => orderOnHost(io, 'guest-suspend', stepOrder(known, 'suspend'), known.serverId),
    undo: whileAt(tasks, async (io, { serverId }) => {
      const { server, hostName } = await serverOnHost(io, serverId)
      await order(io, hostName, 'guest-resume', newOrder(), await restartOrder(io, server))
    }),
  })
  .step('land', {
    run: (io, known) => land(io, known, tasks, { vmState: 'suspended', powerState: known.suspend.power }),
    undo: noUndo('it is the last step: nothing after it can fail'),
  })
  .whenItFails((io, known, error) => failAction(io, known, tasks, error, isImpossible(error) ? {} : inError))

const inError = { vmState: 'error' } as const

/** A hypervisor that cannot do it has done nothing: the server is as it was. */
export const isImpossible = (error: Error): boolean =>
  error instanceof CloudError && error.failure.kind === 'not-implemented'
