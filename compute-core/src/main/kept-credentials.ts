import { X509Certificate } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Authority } from '#platform/wire/authority'
import { renewalDue } from '#platform/wire/certificate-life'
import { certificateRequest } from '#platform/wire/certificate-request'
import type { WireCredentials } from '#platform/wire/credentials'
import { type Holder, wireName } from '#platform/wire/wire-name'

/** The credentials of a control process that has the authority itself: those that the file has, or new ones where they are due. */
export async function ownCredentials(file: string, authority: Authority, holder: Holder): Promise<WireCredentials> {
  const kept = await readCredentials(file)
  if (kept && isGood(kept, authority, holder)) return kept
  const { key, request } = await certificateRequest()
  const { certificate } = await authority.issue(request, holder)
  const made = { key, certificate, authority: authority.certificate }
  await writePrivately(file, JSON.stringify(made, undefined, 2))
  return made
}

/** Writes a file whole or not at all, be it that the machine loses power meanwhile, and never readable by others for a moment. */
export async function writePrivately(file: string, text: string): Promise<void> {
  await using made = await open(`${file}.new`, 'w', 0o600)
  await made.writeFile(`${text}\n`)
  await made.sync()
  await rename(`${file}.new`, file)
  await using folder = await open(dirname(file), 'r')
  await folder.sync()
}

async function readCredentials(file: string): Promise<WireCredentials | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as WireCredentials
  } catch {
    return undefined
  }
}

function isGood({ certificate, authority: kept }: WireCredentials, authority: Authority, holder: Holder): boolean {
  return (
    kept === authority.certificate &&
    renewalDue(certificate).getTime() > Date.now() &&
    new X509Certificate(certificate).subjectAltName === `URI:${wireName(holder)}`
  )
}
