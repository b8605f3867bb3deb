import { chmod, chown, copyFile, lchown, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import pg from 'pg'
import type { PostgresAccount } from './postgres-account.ts'

// What PostgreSQL makes anew at every start, or what belongs to the process that runs: the folders stay, empty (as pg_basebackup does it).
const notKept =
  /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\/.|^(postmaster\.(pid|opts)|[a-z]+\.log|backup_label(\.old)?|tablespace_map(\.old)?)$|(^|\/)pgsql_tmp/

/**
 * Copies the database files at `cluster` into `target` while PostgreSQL at `url` works on them; started, the copy recovers to the moment at which
 * this ends.
 */
export async function copyRunningCluster(url: string, cluster: string, target: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    // The log from here on must not be recycled meanwhile; the slot goes with this connection.
    await client.query(`select pg_create_physical_replication_slot($1, true, true)`, [`kilonova_backup_${process.pid}`])
    const { rows: begun } = await client.query<{ wal: string }>(
      `select pg_walfile_name(pg_backup_start('kilonova', fast => true)) as wal`,
    )
    await copyFolder(cluster, target, (path) => !notKept.test(path))
    const { rows: ended } = await client.query<{ label: string; wal: string }>(
      'select labelfile as label, pg_walfile_name(lsn) as wal from pg_backup_stop(wait_for_archive => false)',
    )
    await writeFile(join(target, 'backup_label'), ended[0]!.label, { mode: 0o600 })
    await copyFolder(
      join(cluster, 'pg_wal'),
      join(target, 'pg_wal'),
      (path) => path >= begun[0]!.wal && path <= ended[0]!.wal,
    )
  } finally {
    await client.end()
  }
}

/** Copies the database files at `cluster`, on which no PostgreSQL works, into `target`. */
export const copyStoppedCluster = (cluster: string, target: string): Promise<void> =>
  copyFolder(cluster, target, (path) => path.startsWith('pg_wal/') || !notKept.test(path))

/** Gives a restored cluster to the account of PostgreSQL, which refuses one that others may look into. */
export async function ownCluster(cluster: string, account: PostgresAccount): Promise<void> {
  await chmod(cluster, 0o700)
  if (account.uid === undefined) return
  await chown(cluster, account.uid, account.gid)
  for (const entry of await readdir(cluster, { recursive: true, withFileTypes: true }))
    await lchown(join(entry.parentPath, entry.name), account.uid, account.gid)
}

async function copyFolder(from: string, to: string, isWanted: (path: string) => boolean): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    const source = join(entry.parentPath, entry.name)
    const path = relative(from, source)
    if (!isWanted(path)) continue
    if (entry.isDirectory()) await mkdir(join(to, path), { recursive: true, mode: 0o700 })
    else if (entry.isFile()) await copyFile(source, join(to, path)).catch(unlessGone)
  }
}

/** A table may be dropped while its files are copied; the log, played back, knows. */
function unlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
