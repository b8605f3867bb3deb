import { type Db } from '#platform/db/database'
import { newId } from '#platform/ids'

/** What somebody asked for, waiting for its flow. */
export interface Wish {
  id: string
  flow: string
  subjectId: string
  params: Record<string, unknown>
  requestId: string
}

/** Hands flows over to whoever carries them out. */
export interface Flows {
  /** Writes the wish in the caller's own transaction: no change without its flow, no flow without its change. */
  wish(trx: Db, wish: Omit<Wish, 'id'>): Promise<Wish>
  /** Starts the wish's flow at once, after the transaction has committed; one that is never kicked is found by a reconciler. */
  kick(wish: Wish): void
}

/**
 * Writes a wish; it is carried out even if this process dies right after the commit. Under an `id` that the caller gives it is written
 * once, however often.
 */
export async function writeWish(trx: Db, wish: Omit<Wish, 'id'>, id: string = newId<string>()): Promise<Wish> {
  const written = { ...wish, id }
  await insertWishes(trx, [written])
  return written
}

/** Writes many wishes in one statement, each under an id of its own. */
export async function writeWishes(trx: Db, wishes: readonly Omit<Wish, 'id'>[]): Promise<Wish[]> {
  const written = wishes.map((wish) => ({ ...wish, id: newId<string>() }))
  await insertWishes(trx, written)
  return written
}

async function insertWishes(trx: Db, wishes: readonly Wish[]): Promise<void> {
  await trx
    .insertInto('platform.wish')
    .values(
      wishes.map(({ id, flow, subjectId, params, requestId }) => ({
        id,
        flow,
        subject_id: subjectId,
        params: JSON.stringify(params),
        request_id: requestId,
      })),
    )
    .onConflict((on) => on.column('id').doNothing())
    .execute()
}
