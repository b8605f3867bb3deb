import { defineFlow, noUndo } from '#platform/flow/define-flow'
import type { Conductor } from '../conductor.ts'
import type { ServerParams } from './flow-params.ts'
import { failAction, land, newOrder, stepOrder, stillAt } from './server-tasks.ts'
import { orderOnHost, whileAt } from './way-back.ts'

const tasks = ['unpausing'] as const

/** Lets a paused guest go on and leaves the server `active`. */
export const serverUnpause = defineFlow<Conductor, ServerParams>('server-unpause')
  .guardedBy(stillAt(tasks))
  .step('unpause', {
    run: (io, known) => orderOnHost(io, 'guest-unpause', stepOrder(known, 'unpause'), known.serverId),
    undo: whileAt(tasks, (io, { serverId }) => orderOnHost(io, 'guest-pause', newOrder(), serverId)),
  })
  .step('land', {
    run: (io, known) => land(io, known, tasks, { vmState: 'active', powerState: known.unpause.power }),
    undo: noUndo('it is the last step: nothing after it can fail'),
  })
  .whenItFails((io, known, error) => failAction(io, known, tasks, error))
