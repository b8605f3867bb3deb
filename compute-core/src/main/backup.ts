import { access, chmod, constants, mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { Config } from '#platform/config'
import { copyRunningCluster, copyStoppedCluster } from '#platform/db/base-backup'
import { embeddedUrl } from '#platform/db/embedded-postgres'
import { postmasterOf, socketFolderOf } from '#platform/db/postmaster'
import { libvirtDriver } from '#driver/libvirt/libvirt-driver'
import { CloudError, conflict, unavailable } from '#platform/errors'
import { type FolderLock, lockFile } from '#platform/folder-lock'
import { ProgramError, requirePrograms, runProgram } from '#platform/run-program'
import { refuseHalfRestored } from './data-folder.ts'
import { copyRunningDisks } from './running-disks.ts'

/** What a backup says of itself, in its first file. */
export interface BackupManifest {
  format: 1
  madeAt: string
  /** The data folder that it was made of: disks name their bases by their whole paths. */
  dataDir: string
  database: 'embedded' | 'external'
}

/** Where copies of running disks wait in the staging folder. */
const runningDisks = 'running-disks'

export const manifestFile = 'kilonova-backup.json'
export const backupFormat = 1

// Made anew where they are missing, or of this process alone.
const leftOut = /^(postgres|lock|backing-up|guest-image|blank\.img|backup-.*|restoring)$/

export interface BackupDone {
  path: string
  database: BackupManifest['database']
}

/**
 * Writes everything in the data folder into the tar archive `path`: the database as of one moment, settings, policies, secrets, images and disks.
 * The cloud may run meanwhile. The archive has its name only once it is whole.
 */
export async function backUp(config: Config, path: string): Promise<BackupDone> {
  const { dataDir } = config
  const target = resolve(path)
  await refuseHalfRestored(dataDir)
  await refuseTarget(dataDir, target)
  await requirePrograms(['tar'])
  const backupLock = lockBackups(dataDir)
  // Where no cloud runs, none may start while its files are copied.
  const lock = lockFile(join(dataDir, 'lock'))
  const isRunning = !('release' in lock)
  await removeLeft(dataDir)
  const staging = await mkdtemp(join(dataDir, 'backup-'))
  const part = join(dirname(target), `part-${process.pid}-${basename(target)}`)
  try {
    const database = config.database_url === undefined ? 'embedded' : 'external'
    const manifest: BackupManifest = { format: backupFormat, madeAt: new Date().toISOString(), dataDir, database }
    await writeFile(join(staging, manifestFile), `${JSON.stringify(manifest, undefined, 2)}\n`)
    if (database === 'embedded') await stageDatabase(dataDir, staging, isRunning)
    await writeArchive(dataDir, staging, part, await stageRunningDisks(config, staging))
    await rename(part, target)
    return { path: target, database }
  } finally {
    await rm(part, { force: true })
    await rm(staging, { recursive: true, force: true })
    if ('release' in lock) lock.release()
    backupLock.release()
  }
}

/** One backup at a time: each removes what an earlier one has left. */
function lockBackups(dataDir: string): FolderLock {
  const lock = lockFile(join(dataDir, 'backing-up'))
  if ('release' in lock) return lock
  throw conflict(
    `Another backup of the data folder ${dataDir} is being made (process ${lock.heldBy}).`,
    'Wait until it has ended.',
  )
}

async function refuseTarget(dataDir: string, target: string) {
  const folder = await readdir(dataDir).catch(() => [] as string[])
  if (!folder.includes('secrets'))
    throw unavailable(
      `The data folder ${dataDir}`,
      'No cloud has been started on it: KILONOVA_DATA names the one to back up.',
    )
  if (!relative(dataDir, target).startsWith('..'))
    throw conflict(
      `${target} is in the data folder itself.`,
      'Name a file outside of it, on another disk if there is one.',
    )
  const exists = await access(target).then(
    () => true,
    () => false,
  )
  if (exists) throw conflict(`${target} exists already.`, 'Name another file, or move that one away.')
}

/** A backup that was killed leaves its staging folder. */
async function removeLeft(dataDir: string) {
  for (const name of await readdir(dataDir))
    if (name.startsWith('backup-')) await rm(join(dataDir, name), { recursive: true, force: true })
}

async function stageDatabase(dataDir: string, staging: string, isRunning: boolean) {
  const cluster = join(dataDir, 'postgres/cluster')
  const copy = join(staging, 'postgres/cluster')
  // PostgreSQL's account must pass through it.
  await mkdir(join(staging, 'postgres'), { mode: 0o711 })
  const socket = (await postmasterOf(cluster)) === undefined ? undefined : await socketFolderOf(cluster)
  if (socket !== undefined) return copyRunningCluster(embeddedUrl(socket), cluster, copy)
  if (isRunning)
    throw unavailable('The embedded PostgreSQL', 'The cloud is just starting or ending: try again in a moment.')
  return copyStoppedCluster(cluster, copy)
}

/** Copies the disks of guests that run; guests outlive their cloud, so that may be while none runs. Returns their paths in `instances`. */
async function stageRunningDisks({ dataDir, driver: kind, libvirtUri }: Config, staging: string): Promise<string[]> {
  const instances = join(dataDir, 'instances')
  const servers = (await readdir(instances).catch(() => [] as string[])).filter((name) => name !== '_base')
  if (kind === 'fake' || servers.length === 0) return []
  const driver = await libvirtDriver({ uri: libvirtUri, disksFolder: instances })
  try {
    await chmod(staging, 0o711)
    return await copyRunningDisks(driver, instances, join(staging, runningDisks))
  } finally {
    await driver.close()
  }
}

/** Writes the archive; `copied` are the disks that stand in the staging folder in place of those that guests write to. */
async function writeArchive(dataDir: string, staging: string, path: string, copied: readonly string[]) {
  const kept = (await readdir(dataDir)).filter((name) => !leftOut.test(name)).map((name) => `./${name}`)
  const staged = (await readdir(staging)).filter((name) => name !== manifestFile).map((name) => `./${name}`)
  const inPlace = ['--anchored', '--no-wildcards', ...copied.map((disk) => `--exclude=./instances/${disk}`)]
  const moved = `--transform=flags=r;s,^\\./${runningDisks},./instances,`
  // It holds secrets: nobody else may read it, from its first byte on.
  const file = await open(path, 'wx', 0o600)
  try {
    const flags = ['--create', '--auto-compress', '--sparse', '--warning=no-file-changed', '--warning=no-file-ignored']
    const members = [...inPlace, moved, '-C', staging, `./${manifestFile}`, ...staged, '-C', dataDir, ...kept]
    // 1: a file changed or went while it was read, as the disks of guests do that run.
    await runProgram('tar', [...flags, '--file', path, ...members], { accepts: [1] })
    await file.sync()
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error
    throw unavailable(`The backup ${path}`, `tar said: ${error.said || error.message}`, error)
  } finally {
    await file.close()
  }
}

/** The manifest of the archive at `path`; throws a sentence for what is no backup, or one of a newer Kilonova. */
export async function readManifest(path: string): Promise<BackupManifest> {
  await access(path, constants.R_OK).catch((error: Error) => {
    throw unavailable(`The backup ${path}`, `It cannot be read: ${error.message}.`, error)
  })
  const text = await runProgram('tar', [
    '--extract',
    '--to-stdout',
    '--occurrence=1',
    '--file',
    path,
    `./${manifestFile}`,
  ]).catch((cause: unknown) => {
    if (cause instanceof CloudError) throw cause
    throw unavailable(
      `The backup ${path}`,
      'It is not an archive that Kilonova has made, or not all of it is there.',
      cause,
    )
  })
  const manifest = JSON.parse(text) as BackupManifest
  if (manifest.format !== backupFormat)
    throw unavailable(`The backup ${path}`, 'A newer Kilonova has made it: restore it with that one.')
  return manifest
}
