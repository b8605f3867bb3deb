import { createHash, randomBytes } from 'node:crypto'

/** A new token as its holder sends it; nobody can compute it from what is stored. */
export const newTokenSecret = (): string => randomBytes(32).toString('base64url')

/** What is stored of a token: enough to recognise it, useless to sign in with. */
export const hashOfToken = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** A new audit id: names a token in logs without being one. */
export const newAuditId = (): string => randomBytes(16).toString('base64url')
