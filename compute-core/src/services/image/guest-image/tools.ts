import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { programsWithLibraries } from './programs-with-libraries.ts'

/**
 * Writes what lies on the boot disk for root to use (`curl`, `blkid`), with its libraries and Debian's certificate authorities, into
 * `folder`: in the ramdisk it would cost each boot its seconds, and each guest its memory.
 */
export async function writeTools(packagesRoot: string, folder: string): Promise<void> {
  const { programs, libraries } = await programsWithLibraries(packagesRoot, ['curl', 'blkid'])
  for (const [place, files] of [
    ['bin', programs],
    ['lib', libraries],
  ] as const) {
    await mkdir(join(folder, place), { recursive: true })
    for (const { name, content } of files) await writeFile(join(folder, place, name), content)
  }
  await writeFile(join(folder, 'ca-certificates.crt'), await certificates(packagesRoot))
}

// The package brings them one by one; its installation, which does not happen here, would join them.
async function certificates(packagesRoot: string): Promise<string> {
  const folder = join(packagesRoot, 'usr/share/ca-certificates/mozilla')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.crt')).toSorted()
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('\n')
}
