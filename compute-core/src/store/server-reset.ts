import type { Db } from '#platform/db/database'
import { notFound } from '#platform/errors'
import { callOff } from '#platform/flow/job-ledger'
import type { ServerId } from '#platform/ids'
import { moveServer } from './server-store.ts'

/** Writes `vmState` and no task, whatever the server was at, and calls off what was asked for it and has not begun; not a delete. */
export async function resetServer(trx: Db, id: ServerId, vmState: 'active' | 'error'): Promise<void> {
  if (!(await moveServer(trx, id, 'any', { vmState, taskState: null }))) throw notFound('Instance', id)
  await callOff(trx, id, ['server-delete'])
}
