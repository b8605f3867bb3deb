import { type Selectable, sql } from 'kysely'
import type { keyPairKeys } from '#domain/key-pair/key-pair-keys'
import type { KeyType } from '#domain/key-pair/public-key'
import type { Database, Db, DB } from '#platform/db/database'
import { type ListAsked, type ListFound, type Listing, listPage, noMarker } from '#platform/db/listing'
import { type RowSearch, searchConditions } from '#platform/db/search'
import type { ReadTerm } from '#platform/service/list-query/query-keys'
import { conflict, notFound, overQuota } from '#platform/errors'

export interface KeyPair {
  id: number
  userId: string
  name: string
  type: KeyType
  fingerprint: string
  publicKey: string
  createdAt: Date
}

const toKeyPair = (row: Selectable<DB['compute.key_pair']>): KeyPair => ({
  id: row.id,
  userId: row.user_id,
  name: row.name,
  type: row.type as KeyType,
  fingerprint: row.fingerprint,
  publicKey: row.public_key,
  createdAt: row.created_at,
})

/** A user's key pair of this name. */
export async function findKeyPair(db: Db, userId: string, name: string): Promise<KeyPair | undefined> {
  const row = await db
    .selectFrom('compute.key_pair')
    .selectAll()
    .where('user_id', '=', userId)
    .where('name', '=', name)
    .executeTakeFirst()
  return row && toKeyPair(row)
}

const search: RowSearch<typeof keyPairKeys> = {
  keys: {
    name: sql`name`,
    type: sql`type`,
    fingerprint: sql`fingerprint`,
    created: sql`created_at`,
    user: sql`user_id`,
  },
  text: [sql`name`, sql`fingerprint`],
}

/** What lists of key pairs can be sorted by. */
export const keyPairSortKeys = ['name', 'type', 'fingerprint', 'created_at', 'user_id'] as const

const listing: Listing<Selectable<DB['compute.key_pair']>> = {
  columns: sql`*`,
  from: sql`compute.key_pair`,
  isAt: (marker) => sql<boolean>`name = ${marker}`,
  tie: sql`name`,
  sort: {
    name: [],
    type: [sql`type`],
    fingerprint: [sql`fingerprint`],
    created_at: [sql`created_at`],
    user_id: [],
  } satisfies Record<(typeof keyPairSortKeys)[number], unknown>,
  noMarker,
}

/** Two people may call their key pairs the same: among those of all people the id tells them apart. */
const listingOfAll: Listing<Selectable<DB['compute.key_pair']>> = {
  ...listing,
  isAt: (marker) => (/^\d{1,15}$/.test(marker) ? sql<boolean>`id = ${Number(marker)}` : sql<boolean>`false`),
  tie: sql`id`,
  sort: { ...listing.sort, name: [sql`name`], user_id: [sql`user_id`] },
}

/** One page of a user's key pairs, or of everybody's for `all`, whose markers are ids; an unknown marker is a 400. */
export async function keyPairPage(
  db: Db,
  whose: { userId: string } | 'all',
  { terms, ...page }: Omit<ListAsked, 'within' | 'conditions'> & { terms: readonly ReadTerm[] },
): Promise<ListFound<KeyPair>> {
  const found = await listPage(db, whose === 'all' ? listingOfAll : listing, {
    ...page,
    within: whose === 'all' ? [] : [sql<boolean>`user_id = ${whose.userId}`],
    conditions: searchConditions(search, terms),
  })
  return { ...found, rows: found.rows.map(toKeyPair) }
}

/** Adds a key pair within the user's quota; a taken name is a conflict. Many at once never make more than the quota. */
export async function insertKeyPair(
  db: Database,
  pair: Omit<KeyPair, 'id' | 'createdAt'>,
  limit: number,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`key-pairs ${pair.userId}`}, 0))`.execute(trx)
    if (await findKeyPair(trx, pair.userId, pair.name))
      throw conflict(`Key pair '${pair.name}' already exists.`, 'Pick another name, or delete that one first.')
    const { count } = await trx
      .selectFrom('compute.key_pair')
      .select((is) => is.fn.countAll<number>().as('count'))
      .where('user_id', '=', pair.userId)
      .executeTakeFirstOrThrow()
    if (limit >= 0 && count >= limit)
      throw overQuota(`Quota exceeded, too many key pairs: ${count} of ${limit} used. Delete one first.`)
    await trx
      .insertInto('compute.key_pair')
      .values({
        user_id: pair.userId,
        name: pair.name,
        type: pair.type,
        fingerprint: pair.fingerprint,
        public_key: pair.publicKey,
      })
      .execute()
  })
}

/** Deletes a user's key pair; servers keep their own copy of the public key. */
export async function deleteKeyPair(db: Db, userId: string, name: string): Promise<void> {
  const gone = await db
    .deleteFrom('compute.key_pair')
    .where('user_id', '=', userId)
    .where('name', '=', name)
    .executeTakeFirst()
  if (gone.numDeletedRows !== 1n) throw notFound('Keypair', name)
}
