import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { newId } from '#platform/ids'

/** What lets one machine join, as an administrator sees it. */
export interface JoinToken {
  id: string
  hostName: string | null
  createdBy: string
  createdAt: Date
  expiresAt: Date
}

const sha256 = (secret: string) => createHash('sha256').update(secret).digest()

/** Longer than that nobody is told of tokens that are over. */
const keptHours = 24

/** A new token, good for `seconds` and for one host. Its secret is told here only: what is kept is its hash. */
export async function issueJoinToken(
  db: Db,
  { hostName, createdBy }: Pick<JoinToken, 'hostName' | 'createdBy'>,
  seconds: number,
): Promise<JoinToken & { secret: string }> {
  const secret = randomBytes(32).toString('base64url')
  await db
    .deleteFrom('compute.host_join_token')
    .where('expires_at', '<', sql<Date>`now() - make_interval(hours => ${keptHours})`)
    .execute()
  const row = await db
    .insertInto('compute.host_join_token')
    .values({
      id: newId<string>(),
      hash: sha256(secret),
      host_name: hostName,
      created_by: createdBy,
      expires_at: sql<Date>`now() + make_interval(secs => ${seconds})`,
    })
    .returning(columns)
    .executeTakeFirstOrThrow()
  return { ...tokenOf(row), secret }
}

/** The tokens that a machine can still join with, the newest first. */
export async function openJoinTokens(db: Db): Promise<JoinToken[]> {
  const rows = await db
    .selectFrom('compute.host_join_token')
    .select(columns)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('created_at', 'desc')
    .execute()
  return rows.map(tokenOf)
}

/** A token, and who has joined with it. */
export interface JoinTokenInFull extends JoinToken {
  usedAt: Date | null
  /** The name that the machine has joined by. */
  usedBy: string | null
  /** Whether that host has reported since. */
  isReporting: boolean
}

/** The token of this id, whether open or over; undefined for one that was taken back, or was over long ago. */
export async function findJoinToken(db: Db, id: string): Promise<JoinTokenInFull | undefined> {
  const row = await db
    .selectFrom('compute.host_join_token as t')
    .leftJoin('compute.host as h', (join) =>
      join.onRef('h.name', '=', 't.used_by').onRef('h.last_seen_at', '>', 't.used_at'),
    )
    .select(['t.id', 't.host_name', 't.created_by', 't.created_at', 't.expires_at', 't.used_at', 't.used_by'])
    .select(sql<boolean>`h.id is not null`.as('is_reporting'))
    .where('t.id', '=', id)
    .executeTakeFirst()
  return row && { ...tokenOf(row), usedAt: row.used_at, usedBy: row.used_by, isReporting: row.is_reporting }
}

/** Takes an open token back; false where there is none of this id. */
export async function revokeJoinToken(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('compute.host_join_token')
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

/** What is wrong with a token: nobody has issued it (or it was taken back), it was used, its time is over, or it is for another host. */
export type JoinTokenTrouble = 'unknown' | 'used' | 'expired' | { onlyFor: string }

/** Uses a token up for the host of that name, or says why not; of two that come with it at once, one gets in. */
export async function useJoinToken(db: Db, secret: string, hostName: string): Promise<JoinTokenTrouble | undefined> {
  const row = await db
    .selectFrom('compute.host_join_token')
    .select(['id', 'host_name', 'used_at', sql<boolean>`expires_at <= now()`.as('is_over')])
    .where('hash', '=', sha256(secret))
    .forUpdate()
    .executeTakeFirst()
  if (!row) return 'unknown'
  if (row.used_at !== null) return 'used'
  if (row.is_over) return 'expired'
  if (row.host_name !== null && row.host_name !== hostName) return { onlyFor: row.host_name }
  const { numUpdatedRows } = await db
    .updateTable('compute.host_join_token')
    .set({ used_at: sql<Date>`now()`, used_by: hostName })
    .where('id', '=', row.id)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 0n ? 'used' : undefined
}

/** Who has made the token with this secret; undefined where nobody has. */
export async function makerOfJoinToken(db: Db, secret: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('compute.host_join_token')
    .select('created_by')
    .where('hash', '=', sha256(secret))
    .executeTakeFirst()
  return row?.created_by
}

const columns = ['id', 'host_name', 'created_by', 'created_at', 'expires_at'] as const

const tokenOf = (row: {
  id: string
  host_name: string | null
  created_by: string
  created_at: Date
  expires_at: Date
}): JoinToken => ({
  id: row.id,
  hostName: row.host_name,
  createdBy: row.created_by,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
})
