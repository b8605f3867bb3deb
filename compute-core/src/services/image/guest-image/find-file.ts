import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { unavailable } from '#platform/errors'

/** Where a file of that name lies among the unpacked packages; what they share under /usr/share (completions, docs) is not meant. */
export async function findFile(root: string, name: string): Promise<string> {
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true }))
    if (entry.name === name && !entry.isDirectory() && !isShared(root, entry.parentPath))
      return join(entry.parentPath, name)
  throw unavailable(
    `The guest image's ${name}`,
    'No downloaded package has it: remove the work folder and start again.',
  )
}

// Seen from `root` only: an ordinary user's data folder is itself below ~/.local/share.
const isShared = (root: string, folder: string) => relative(root, folder).split(sep).includes('share')
