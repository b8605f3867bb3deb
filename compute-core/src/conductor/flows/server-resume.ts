import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { order, type Conductor } from '../conductor.ts'
import { restartOrder } from '../guest-order.ts'
import type { ServerParams } from './flow-params.ts'
import { serverOnHost } from './server-host.ts'
import { isImpossible } from './server-suspend.ts'
import { failAction, land, newOrder, stepOrder, stillAt } from './server-tasks.ts'
import { orderOnHost, whileAt } from './way-back.ts'

const tasks = ['resuming'] as const

/** Has a suspended guest go on with the memory that its host has kept, and leaves the server `active`. */
export const serverResume = defineFlow<Conductor, ServerParams>('server-resume')
  .guardedBy(stillAt(tasks))
  .step('resume', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      return order(io, hostName, 'guest-resume', stepOrder(known, 'resume'), await restartOrder(io, server))
    },
    undo: whileAt(tasks, (io, { serverId }) => orderOnHost(io, 'guest-suspend', newOrder(), serverId)),
  })
  .step('land', {
    run: (io, known) => land(io, known, tasks, { vmState: 'active', powerState: known.resume.power }),
    undo: noUndo('it is the last step: nothing after it can fail'),
  })
  .whenItFails((io, known, error) =>
    failAction(io, known, tasks, error, isImpossible(error) ? {} : { vmState: 'error' }),
  )
