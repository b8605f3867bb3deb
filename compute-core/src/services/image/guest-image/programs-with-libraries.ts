import { readFile } from 'node:fs/promises'
import { findFile } from './find-file.ts'
import { neededLibraries } from './shared-libraries.ts'

/** The dynamic loader, which every program names by its whole path. */
export const loader = 'ld-linux-x86-64.so.2'

interface Named {
  readonly name: string
  readonly content: Buffer
}

/** Programs from the unpacked packages, and every library that they need, the loader among them. */
export async function programsWithLibraries(
  root: string,
  names: readonly string[],
): Promise<{ programs: Named[]; libraries: Named[] }> {
  const read = async (name: string) => ({ name, content: await readFile(await findFile(root, name)) })
  const programs = await Promise.all(names.map(read))
  const libraries = new Map<string, Named>()
  const add = async (name: string): Promise<void> => {
    if (libraries.has(name)) return
    const library = await read(name)
    libraries.set(name, library)
    for (const needed of neededLibraries(library.content)) await add(needed)
  }
  for (const { content } of programs) for (const needed of neededLibraries(content)) await add(needed)
  await add(loader)
  return { programs, libraries: [...libraries.values()] }
}
