import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { ServerId } from '#platform/ids'

export interface ConsoleAccess {
  serverId: ServerId
  protocol: string
  type: string
}

const sha256 = (token: string) => createHash('sha256').update(token).digest()

/** A new one-time token for a console, good for `seconds`; only its hash is kept, and old ones are swept out on the way. */
export async function issueConsoleToken(db: Db, access: ConsoleAccess, seconds: number): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await forgetExpiredConsoleTokens(db)
  await db
    .insertInto('compute.console_token')
    .values({
      hash: sha256(token),
      server_id: access.serverId,
      protocol: access.protocol,
      type: access.type,
      expires_at: sql<Date>`now() + make_interval(secs => ${seconds})`,
    })
    .execute()
  return token
}

/** Forgets the ways to consoles whose time is over. */
export async function forgetExpiredConsoleTokens(db: Db): Promise<void> {
  await db
    .deleteFrom('compute.console_token')
    .where('expires_at', '<', sql<Date>`now()`)
    .execute()
}

/** What the token opens, while it is good; it stays so. */
export async function peekConsoleToken(db: Db, token: string): Promise<ConsoleAccess | undefined> {
  const row = await db
    .selectFrom('compute.console_token')
    .select(['server_id', 'protocol', 'type'])
    .where('hash', '=', sha256(token))
    .where(sql<boolean>`expires_at > now()`)
    .executeTakeFirst()
  return row && { serverId: row.server_id as ServerId, protocol: row.protocol, type: row.type }
}

/** What the token opens, once: of two that come with it only one gets in. */
export async function redeemConsoleToken(db: Db, token: string): Promise<ConsoleAccess | undefined> {
  const row = await db
    .deleteFrom('compute.console_token')
    .where('hash', '=', sha256(token))
    .where(sql<boolean>`expires_at > now()`)
    .returning(['server_id', 'protocol', 'type'])
    .executeTakeFirst()
  return row && { serverId: row.server_id as ServerId, protocol: row.protocol, type: row.type }
}

/** Forgets every token for the consoles of a server. */
export async function forgetConsoleTokensOf(db: Db, serverId: ServerId): Promise<void> {
  await db.deleteFrom('compute.console_token').where('server_id', '=', serverId).execute()
}
