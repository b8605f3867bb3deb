import { constants, open } from 'node:fs/promises'
import type { GuestDisk } from '#driver/compute-driver'
import type { CacheMode } from './domain-xml/platform.ts'

/** For each disk `none`, which cannot lose what a guest has flushed to it twice over, or `writeback` where files cannot be opened so. */
export async function cacheModes(disks: readonly GuestDisk[]): Promise<Map<string, CacheMode>> {
  return new Map(await Promise.all(disks.map(async ({ source }) => [source, await cacheMode(source)] as const)))
}

async function cacheMode(source: string): Promise<CacheMode> {
  try {
    const file = await open(source, constants.O_RDONLY | constants.O_DIRECT)
    await file.close()
    return 'none'
  } catch {
    // tmpfs and some network file systems have no O_DIRECT; a file that is missing is for QEMU to complain about.
    return 'writeback'
  }
}
