import type { Db } from '#platform/db/database'
import { conflict } from '#platform/errors'
import { isCarriedOut, isSuperseded } from '#platform/flow/job-ledger'
import type { Turn } from '#platform/flow/fair-slots'
import type { ServerId } from '#platform/ids'
import { findServer, moveServer, type ServerProgress } from '#store/server-store'
import type { Conductor } from '../../conductor.ts'

// Theory of operation
//
// At most one action at a time works on a server, and its right to do so is one value: the server's task_state. An action takes that
// right by a compare-and-set (`store/begin-action.ts`) and gives it back as it lands or fails. There is no lease and no lock: a flow may
// sleep for an hour in a process that has died, and nobody has to notice.
//
// Four things may take the right away from a flow that is under way. They preempt it:
//
//   - a hard reboot, where the row of the action that is under way allows it;
//   - a delete or a soft delete, from anywhere;
//   - an administrator who resets the state: the task is null then, and people may ask for whatever they like;
//   - the same action asked for again after such a reset. The task_state then has the very value that the older flow expects, so it
//     alone would not tell the two apart. The ledger of jobs does: the older job is superseded once a newer open job of the same flow
//     has the same subject.
//
// A flow is told at three places, and each is needed:
//
//   1. Before each step the guard (`stillAt`) looks. It is only a look: the server may be taken away right after it.
//   2. Whatever a step writes of the server it writes while the server is at one of the flow's tasks, in the statement that sets
//      (`advance`, `moveOrPreempted`). So nothing that a preempted flow still does is seen in the server's row.
//   3. What a step has done on the host is another matter: the host knows nothing of tasks. The undo of such a step is wrapped in
//      `whileAt` and left out once the flow has been preempted, because whoever has preempted it has the guest as it wants it already.
//      Claims, ports and database rows that are the flow's own are undone in any case.
//
// A delete is the exception to 3. It waits until the flow that it has preempted has ended (`life/until-nothing-else-runs.ts`), so an undo
// may work on its host, and what a delete would not find by itself has to be undone: `orBeingDeleted`.
//
// Landing is the moment after which nothing can be preempted any more: the state, the end of the task and the end of the job are written
// in one transaction (`land`). A flow that dies right after it finds its job carried out; the guard lets it pass, and `land` does nothing.

/** What every flow of a server knows. */
export interface ServerKnown {
  serverId: ServerId
  flowId: string
  requestId: string
  /** Whose turn it takes. */
  turn?: Turn | undefined
}

export type Tasks = readonly (string | null)[]

/** Writes progress in the caller's own transaction while the server is at one of `tasks`; throws when something stronger has preempted it. */
export async function moveOrPreempted(
  db: Db,
  serverId: ServerId,
  tasks: Tasks,
  progress: ServerProgress,
): Promise<void> {
  if (!(await moveServer(db, serverId, tasks, progress))) throw preempted(serverId)
}

/** A guard that throws once the server is not at one of `tasks` any more, unless because this very flow has landed. */
export const stillAt =
  (tasks: readonly string[]) =>
  async (io: Pick<Conductor, 'db'>, known: Pick<ServerKnown, 'serverId' | 'flowId'>): Promise<void> => {
    if (await isStillAt(io.db, known, tasks)) return
    if (!(await isCarriedOut(io.db, known.flowId))) throw preempted(known.serverId)
  }

/** Whether the server is at one of a flow's `tasks` for its sake, and not because the same was asked for anew after a reset. */
export async function isStillAt(
  db: Db,
  { serverId, flowId }: Pick<ServerKnown, 'serverId' | 'flowId'>,
  tasks: readonly string[],
): Promise<boolean> {
  const server = await findServer(db, serverId)
  return tasks.includes(server?.taskState ?? '') && !(await isSuperseded(db, flowId))
}

/** What a flow ends with whose server is somebody else's by now. */
export const preempted = (serverId: ServerId) =>
  conflict(`Instance ${serverId} was taken over by another operation.`, 'This one was rolled back.')

/**
 * A way back that is gone only while the server is still at one of `tasks`: whoever has preempted the flow (a hard reboot, a delete, an
 * administrator who reset the state) has the guest as it wants it already.
 */
export const whileAt =
  <Known extends Pick<ServerKnown, 'serverId' | 'flowId'>, Result>(
    tasks: readonly string[],
    undo: (io: Conductor, known: Known, result: Result) => Promise<unknown>,
  ) =>
  async (io: Conductor, known: Known, result: Result): Promise<void> => {
    if (await isStillAt(io.db, known, tasks)) await undo(io, known, result)
  }

/** The tasks of a flow, and those of the deletes: they wait until what they have preempted has taken its steps back. */
export const orBeingDeleted = (tasks: readonly string[]): readonly string[] => [...tasks, 'deleting', 'soft-deleting']
