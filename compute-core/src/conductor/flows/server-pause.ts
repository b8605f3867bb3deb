import { defineFlow, noUndo } from '#platform/flow/define-flow'
import type { Conductor } from '../conductor.ts'
import type { ServerParams } from './flow-params.ts'
import { failAction, land, newOrder, stepOrder, stillAt } from './server-tasks.ts'
import { orderOnHost, whileAt } from './way-back.ts'

const tasks = ['pausing'] as const

/** Stops the guest where it is, its memory in the host's, and leaves the server `paused`. */
export const serverPause = defineFlow<Conductor, ServerParams>('server-pause')
  .guardedBy(stillAt(tasks))
  .step('pause', {
    run: (io, known) => orderOnHost(io, 'guest-pause', stepOrder(known, 'pause'), known.serverId),
    undo: whileAt(tasks, (io, { serverId }) => orderOnHost(io, 'guest-unpause', newOrder(), serverId)),
  })
  .step('land', {
    run: (io, known) => land(io, known, tasks, { vmState: 'paused', powerState: known.pause.power }),
    undo: noUndo('it is the last step: nothing after it can fail'),
  })
  .whenItFails((io, known, error) => failAction(io, known, tasks, error))
