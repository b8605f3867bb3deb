import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** A new name beside `path` for what is not whole yet; it gets its name by a rename once it is. */
export const partOf = (path: string): string => `${path}.part-${randomBytes(4).toString('hex')}`

/** Removes what an agent that was killed had begun in `folder`. */
export async function removeParts(folder: string): Promise<void> {
  const parts = (await readdir(folder)).filter((name) => name.includes('.part-'))
  await Promise.all(parts.map((name) => rm(join(folder, name), { recursive: true, force: true })))
}

/** Whether there is anything at `path`. */
export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** A folder that QEMU's user can walk through and only the agent can list, whatever the umask. */
export async function makeFolder(path: string): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode: 0o711 })
  if (made !== undefined) await chmod(path, 0o711)
}
