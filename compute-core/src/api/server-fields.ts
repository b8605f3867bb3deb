import { z } from 'zod'
import { base64Field, inPath } from '#platform/service/fields'

const key = inPath(
  z.string().regex(/^[a-zA-Z0-9-_:. ]{1,255}$/, 'Keys are 1 to 255 letters, digits, spaces and -_:. only.'),
)

/** An aggregate's metadata; null takes a key away. */
export const metadataChangeField = z.record(key, z.string().max(255).nullable())

/** A server's metadata. */
export const metadataField = z.record(key, z.string().max(255))

/** A flavor's extra specs; numbers are kept as text. */
export const extraSpecsField = z.record(key, z.union([z.string().max(255), z.number().transform(String)]))

/** Files for a guest, which requests had before 2.57; how many and how large is the quota's to say. */
export const personalityField = z.array(
  z.strictObject({ path: z.string().min(1), contents: base64Field(Number.MAX_SAFE_INTEGER) }),
)

/** Ids of the certificates that an image may be signed with. */
export const trustedCertificatesField = z
  .array(z.string().min(1))
  .min(1)
  .max(50)
  .refine((ids) => new Set(ids).size === ids.length, 'Each may stand there once.')
