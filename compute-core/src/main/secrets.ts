import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Keep } from '#platform/wire/authority'

export interface Secrets {
  /** For what waits in the database on its way to a guest. */
  sealKey: Buffer
  /** For the dashboard's session cookies. */
  cookieKey: Buffer
}

/** The cloud's own secrets, each in a file with mode 0600 in the data folder; made at the first start, the same ever after. */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const folder = await secretsFolder(dataDir)
  return {
    sealKey: Buffer.from(await keep(join(folder, 'seal-key'), randomBytes(32).toString('base64')), 'base64'),
    cookieKey: Buffer.from(await keep(join(folder, 'cookie-key'), randomBytes(32).toString('base64')), 'base64'),
  }
}

/** A password for the users of the first start, kept in `admin-password` beside the secrets: a start that was cut off goes on with the same. */
export async function generatedPassword(dataDir: string): Promise<string> {
  return keep(join(await secretsFolder(dataDir), 'admin-password'), randomBytes(15).toString('base64url'))
}

async function secretsFolder(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'secrets')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  return folder
}

/** Which control process this data folder is of: the same after a restart. */
export const processIdIn = (dataDir: string): Promise<string> => keep(join(dataDir, 'process-id'), randomUUID())

/** Keeps the secrets of the wire beside the others: what `make` makes the first time is the same ever after. */
export async function wireSecrets(dataDir: string): Promise<Keep> {
  const folder = await secretsFolder(dataDir)
  return (name, make) => keep(join(folder, name), make)
}

/** What `path` holds, or a value written there whole: a process that dies halfway leaves no half of a secret. */
async function keep(path: string, made: string | (() => string | Promise<string>)): Promise<string> {
  const kept = await readFile(path, 'utf8').catch(() => undefined)
  if (kept !== undefined) return kept.trim()
  const value = typeof made === 'string' ? made : await made()
  const draft = `${path}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, `${value.trim()}\n`, { mode: 0o600, flag: 'wx' })
  try {
    await link(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(draft, { force: true })
  }
  return (await readFile(path, 'utf8')).trim()
}
