import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { unavailable } from '#platform/errors'

/**
 * Refuses a process that has other secrets than the cloud whose database this is: what one of them has sealed or signed the other could not
 * read. The first process says what they are; of the secrets themselves the database knows nothing.
 */
export async function refuseOtherSecrets(
  db: Db,
  folder: string,
  secrets: Readonly<Record<string, Buffer>>,
): Promise<void> {
  const given = Object.entries(secrets).map(([name, secret]) => ({ name, fingerprint: fingerprintOf(secret) }))
  await db
    .insertInto('platform.secret_fingerprint')
    .values(given)
    .onConflict((on) => on.column('name').doNothing())
    .execute()
  const { rows } = await sql<{ name: string; fingerprint: string }>`
    select name, fingerprint from platform.secret_fingerprint`.execute(db)
  const known = new Map(rows.map((row) => [row.name, row.fingerprint]))
  const other = given.filter(({ name, fingerprint }) => known.get(name) !== fingerprint).map(({ name }) => name)
  if (other.length === 0) return
  throw unavailable(
    'The cloud in this database',
    `It has other secrets than ${folder} (${other.join(', ')}). Copy the folder from one of its control processes, or name another database.`,
  )
}

const fingerprintOf = (secret: Buffer) => createHmac('sha256', secret).update('kilonova: which cloud').digest('hex')
