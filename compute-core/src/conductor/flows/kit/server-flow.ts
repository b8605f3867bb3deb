import { lifecycle, type FlowOf, type ServerAction } from '#domain/server/lifecycle'
import type { VmState } from '#domain/server/server'
import { defineFlow, nothingToUndo } from '#platform/flow/define-flow'
import type { ServerFlowParams } from '#store/server-jobs'
import type { ServerProgress } from '#store/server-store'
import type { Conductor } from '../../conductor.ts'
import { orBeingDeleted, type ServerKnown, stillAt, whileAt } from './preemption.ts'
import { failAction, land } from './server-tasks.ts'

type Row<Action extends ServerAction> = (typeof lifecycle)[Action]

/** The actions that say in the server's task_state that they are under way. */
type ActionWithTask = { [Action in ServerAction]: Row<Action> extends { task: string } ? Action : never }[ServerAction]

/** What `land` writes: of the vm_states only those that the row has, and the first of them unless another is said. */
type Landing<Action extends ServerAction> = Omit<ServerProgress, 'vmState' | 'taskState'> & {
  vmState?: Exclude<Row<Action>['lands'][number], 'same'>
}

/** Why the last step of a flow needs no way back. */
export const isLast = nothingToUndo('it is the last step: nothing after it can fail')

/**
 * What the flow of `action` takes from the lifecycle's row: its slug, the tasks at which it may go on, where it may land, and how it fails
 * unless it says otherwise. A landing that the row does not have does not compile, and throws where types did not see it.
 */
export function serverFlow<Action extends ActionWithTask>(action: Action) {
  const { flow, task, laterTasks, lands }: LooseRow = lifecycle[action]
  const tasks: readonly string[] = [task!, ...laterTasks]
  const fail = (io: Conductor, known: ServerKnown, error: Error, progress: ServerProgress = {}) =>
    failAction(io, known, tasks, error, progress)
  return {
    tasks,
    /** The beginning of its story: guarded by its tasks, and failing as most actions do. */
    flow: defineFlow<Conductor, ServerFlowParams[FlowOf<Action>] & { serverId: ServerKnown['serverId'] }>(flow)
      .guardedBy((io, known) => stillAt(tasks)(io, known))
      .onFailure((io, known, error) => fail(io, known, error)),
    /** The last step: writes where the server lands and that its job is carried out, both or neither. */
    land(io: Pick<Conductor, 'db'>, known: Pick<ServerKnown, 'serverId' | 'flowId'>, progress: Landing<Action>) {
      return land(io, known, tasks, landing(action, lands, progress))
    },
    /** Ends the action with a fault, and its task if that is its own still; of the server only `progress` changes. */
    fail,
    /** An undo that is left out once the flow has been preempted. */
    whileOurs: <Known extends ServerKnown, Result>(
      undo: (io: Conductor, known: Known, result: Result) => Promise<unknown>,
    ) => whileAt(tasks, undo),
    /** The same, but for a delete: that waits until it is done. */
    whileOursOrDeleted: <Known extends ServerKnown, Result>(
      undo: (io: Conductor, known: Known, result: Result) => Promise<unknown>,
    ) => whileAt(orBeingDeleted(tasks), undo),
  }
}

interface LooseRow {
  flow: string
  task: string | null
  laterTasks: readonly string[]
  lands: readonly (VmState | 'same')[]
}

function landing(action: ServerAction, lands: LooseRow['lands'], progress: ServerProgress): ServerProgress {
  const [usual] = lands
  const vmState = progress.vmState ?? (usual === 'same' ? undefined : usual)
  if (vmState !== undefined && !lands.includes(vmState))
    throw new Error(`The lifecycle does not let ${action} land in ${vmState}.`)
  return vmState === undefined ? progress : { ...progress, vmState }
}
