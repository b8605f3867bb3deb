import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Which of these, by their names, stand somewhere in the files below a folder: each with the file. */
export async function foundInFolder(
  folder: string,
  sought: Readonly<Record<string, Buffer | string>>,
): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found: string[] = []
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name)
    const bytes = await readFile(path)
    for (const [name, what] of Object.entries(sought)) if (bytes.includes(what)) found.push(`${name} in ${path}`)
  }
  return found
}
