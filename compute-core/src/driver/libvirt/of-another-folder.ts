import { realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { unless } from './ffi/libvirt-error.ts'
import type { Domain } from './ffi/domain.ts'

/**
 * Whether the domain's disks lie in the instances folder of another Kilonova: a copy of a data folder, restored beside the original, has the
 * same servers, and must leave the original's guests alone. A folder that is gone was moved, or given up: then the guest is ours.
 */
export async function isOfAnotherFolder(domain: Domain, disksFolder: string): Promise<boolean> {
  const xml = await domain.call((lib) => lib.virDomainGetXMLDesc, 0).catch(unless('NO_DOMAIN'))
  const here = join(await trueOr(disksFolder), domain.serverId)
  for (const folder of foldersOf(xml ?? '', domain.serverId)) {
    const there = await realpath(folder).catch(() => undefined)
    if (there !== undefined && there !== (await trueOr(here))) return true
  }
  return false
}

/** The folders with the server's own disks; what is shared by several servers says nothing about who runs them. */
function foldersOf(xml: string, serverId: string): Set<string> {
  const files = [...xml.matchAll(/<source file='([^']*)'/g)].map(([, path = '']) => path.replaceAll('&apos;', "'"))
  return new Set(files.map((file) => dirname(file.replaceAll('&amp;', '&'))).filter((f) => basename(f) === serverId))
}

const trueOr = (path: string) => realpath(path).catch(() => path)
