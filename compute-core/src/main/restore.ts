import { readdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { qemuImg } from '#agent/disks/qemu-img'
import type { Config } from '#platform/config'
import { ownCluster } from '#platform/db/base-backup'
import { postgresAccount } from '#platform/db/postgres-account'
import { conflict, unavailable } from '#platform/errors'
import { ProgramError, requirePrograms, runProgram } from '#platform/run-program'
import { type BackupManifest, manifestFile, readManifest } from './backup.ts'
import { lockDataFolder, makeDataFolder, restoreMarker } from './data-folder.ts'

/**
 * Lays the backup at `path` out in the data folder, which must be empty. Cut off, it leaves a folder that no cloud starts on; asked for again it
 * begins anew.
 */
export async function restore(config: Config, path: string): Promise<BackupManifest> {
  const { dataDir } = config
  const source = resolve(path)
  await requirePrograms(['tar'])
  const manifest = await readManifest(source)
  await makeDataFolder(dataDir, config.isRoot)
  const lock = lockDataFolder(dataDir)
  try {
    await empty(dataDir)
    await writeFile(join(dataDir, restoreMarker), `${source}\n`, { mode: 0o600 })
    await unpack(source, dataDir)
    if (manifest.database === 'embedded') await ownCluster(join(dataDir, 'postgres/cluster'), await postgresAccount())
    if (manifest.dataDir !== dataDir) await moveDisks(manifest.dataDir, dataDir)
    await runProgram('sync', [])
    await rm(join(dataDir, restoreMarker))
    return manifest
  } finally {
    lock.release()
  }
}

/** Only what an earlier restore has left is removed: everything else is somebody's. */
async function empty(dataDir: string) {
  const found = (await readdir(dataDir)).filter((name) => name !== 'lock')
  if (found.length > 0 && !found.includes(restoreMarker))
    throw conflict(
      `The data folder ${dataDir} is not empty (it has ${found.toSorted().slice(0, 5).join(', ')}).`,
      'Move it away, or set KILONOVA_DATA to a new folder.',
    )
  // The marker goes last.
  for (const name of found) if (name !== restoreMarker) await rm(join(dataDir, name), { recursive: true, force: true })
}

async function unpack(source: string, dataDir: string) {
  const flags = ['--extract', '--preserve-permissions', `--exclude=./${manifestFile}`, '--directory', dataDir]
  try {
    await runProgram('tar', [...flags, '--file', source])
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error
    throw unavailable(`The backup ${source}`, `tar said: ${error.said || error.message}`, error)
  }
}

/** The overlays name their bases by whole paths. */
async function moveDisks(before: string, now: string) {
  const instances = join(now, 'instances')
  for (const folder of await readdir(instances).catch(() => []))
    if (folder !== '_base')
      for (const name of await readdir(join(instances, folder)).catch(() => []))
        await moveDisk(join(instances, folder, name), before, now)
}

async function moveDisk(disk: string, before: string, now: string) {
  if (!/^(disk|disk\.rescue|snapshot-.*)$/.test(disk.split('/').at(-1)!)) return
  const said = await qemuImg(['info', '--output=json', disk])
  const info = JSON.parse(said) as { 'backing-filename'?: string; 'backing-filename-format'?: string }
  const base = info['backing-filename']
  if (!base?.startsWith(`${before}/`)) return
  const moved = join(now, base.slice(before.length))
  const format = info['backing-filename-format'] ?? 'raw'
  await qemuImg(['rebase', '-u', '-f', 'qcow2', '-b', moved, '-F', format, disk], { fileBytes: 2 ** 20 })
}
