import { createHash } from 'node:crypto'
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CloudError } from '#platform/errors'
import { runProgram } from '#platform/run-program'

/**
 * Writes `files` as an ISO 9660 image labelled `config-2` to `target`. It works in a folder beside it that only the agent
 * can read: there may be a password in it.
 */
export async function writeConfigDrive(files: ReadonlyMap<string, Buffer>, target: string): Promise<void> {
  const workshop = `${target}.tree`
  try {
    await mkdir(workshop, { mode: 0o700 })
    await makeIso(workshop, await laySources(files, workshop))
    await chmod(join(workshop, 'iso'), 0o600)
    await rename(join(workshop, 'iso'), target)
  } finally {
    await rm(workshop, { recursive: true, force: true })
  }
}

/** Writes each different content once, and answers mkisofs's list of which path has which. */
async function laySources(files: ReadonlyMap<string, Buffer>, workshop: string): Promise<string> {
  const sources = new Map<string, Buffer>()
  const grafts = Array.from(files, ([path, content]) => {
    const source = createHash('sha256').update(content).digest('hex')
    sources.set(source, content)
    return `${path}=${source}\n`
  })
  await Promise.all(Array.from(sources, ([name, content]) => writeFile(join(workshop, name), content)))
  return grafts.join('')
}

// Three names of what is nearly the same program; distributions have one or the other.
const makers: readonly { program: string; args: readonly string[] }[] = [
  { program: 'genisoimage', args: ['-ldots', '-allow-lowercase', '-allow-multidot'] },
  { program: 'mkisofs', args: ['-ldots', '-allow-lowercase', '-allow-multidot'] },
  { program: 'xorrisofs', args: [] },
]

async function makeIso(workshop: string, pathList: string): Promise<void> {
  let missing: unknown
  for (const { program, args } of makers) {
    try {
      const layout = ['-quiet', '-o', 'iso', '-J', '-r', '-l', ...args, '-V', 'config-2']
      await runProgram(program, [...layout, '-publisher', 'Kilonova', '-graft-points', '-path-list', '-'], {
        cwd: workshop,
        input: pathList,
      })
      return
    } catch (error) {
      if (!(error instanceof CloudError)) throw error
      missing ??= error
    }
  }
  throw missing
}
