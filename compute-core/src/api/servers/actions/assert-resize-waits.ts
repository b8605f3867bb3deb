import type { Server } from '#domain/server/server'
import { invalid } from '#platform/errors'
import { findWaitingMigration } from '#store/migration-store'
import type { ComputeDeps } from '../../compute-deps.ts'

/** Refuses to confirm or to revert what no migration waits for. */
export async function assertResizeWaits({ db }: Pick<ComputeDeps, 'db'>, { id }: Server): Promise<void> {
  if ((await findWaitingMigration(db, id)) === undefined)
    throw invalid(`Instance ${id} has not been resized: no migration of it waits to be confirmed.`)
}
