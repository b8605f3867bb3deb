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
  await trx
    .insertInto('platform.wish')
    .values({
      id: written.id,
      flow: written.flow,
      subject_id: written.subjectId,
      params: JSON.stringify(written.params),
      request_id: written.requestId,
    })
    .onConflict((on) => on.column('id').doNothing())
    .execute()
  return written
}
