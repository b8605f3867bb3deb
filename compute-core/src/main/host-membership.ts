import { randomUUID, X509Certificate } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { CloudSettings } from '#agent/membership-contract'
import { CloudError, conflict } from '#platform/errors'
import type { WireCredentials } from '#platform/wire/credentials'
import { writePrivately } from './kept-credentials.ts'

/** What makes this machine a host of its cloud, kept in its data folder for nobody else to read. */
export interface HostMembership extends WireCredentials {
  identityId: string
  hostName: string
  /** Base64. */
  sealKey: string
  /** Where control finds this agent. */
  address: string
  port: number
  /** Where control was reached at first: it stays a way to it, whatever becomes of the others. */
  joinedAt: string
  controls: readonly string[]
  settings: CloudSettings
}

const fileIn = (dataDir: string) => join(dataDir, 'agent.json')

const text = z.string().min(1)
const membership = z.looseObject({
  identityId: text,
  hostName: text,
  key: text,
  certificate: text.refine(isCertificate),
  authority: text.refine(isCertificate),
  sealKey: text,
  address: text,
  port: z.int(),
  joinedAt: text,
  controls: z.array(text),
  settings: z.looseObject({}),
})

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).serialNumber !== ''
  } catch {
    return false
  }
}

/** What the machine has joined as; undefined while it has not. Throws the sentence for a file that is damaged. */
export async function findMembership(dataDir: string): Promise<HostMembership | undefined> {
  const written = await readFile(fileIn(dataDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return undefined
  })
  return written === undefined ? undefined : parseMembership(written, fileIn(dataDir))
}

function parseMembership(written: string, file: string): HostMembership {
  try {
    return membership.parse(JSON.parse(written)) as unknown as HostMembership
  } catch (cause) {
    throw new CloudError(
      {
        kind: 'conflict',
        message: `${file} is damaged: it is not what this machine has kept when it joined.`,
        hint: 'Restore it, or have the machine join anew: npm run agent -- join with --force, under the same name where it is to be the same host.',
      },
      cause,
    )
  }
}

/** What the machine has joined as; throws the sentence that says how it joins. */
export async function readMembership(dataDir: string): Promise<HostMembership> {
  const found = await findMembership(dataDir)
  if (found) return found
  throw conflict(
    `This machine has not joined a cloud (there is no ${fileIn(dataDir)}).`,
    "Take the command from the cloud's hosts page: npm run agent -- join https://<control>:8790 --token <token>. KILONOVA_DATA must be as it was then.",
  )
}

export const writeMembership = (dataDir: string, kept: HostMembership): Promise<void> =>
  writePrivately(fileIn(dataDir), JSON.stringify(kept, undefined, 2))

/** What the machine was as a host is gone; its disks and networks stay where they are. */
export const dropMembership = (dataDir: string): Promise<void> => rm(fileIn(dataDir), { force: true })

/** What the system calls this machine for ever; where it does not say, what the data folder does. */
export async function machineIdIn(dataDir: string): Promise<string> {
  const told = await readFile('/etc/machine-id', 'utf8').catch(() => '')
  if (told.trim() !== '') return told.trim()
  const file = join(dataDir, 'machine-id')
  const kept = await readFile(file, 'utf8').catch(() => undefined)
  if (kept !== undefined && kept.trim() !== '') return kept.trim()
  const made = randomUUID()
  await writePrivately(file, made)
  return made
}
