import { z } from 'zod'

/** A key pair in the list. */
export const briefKeyPairSchema = z.strictObject({
  name: z.string(),
  type: z.enum(['ssh', 'x509']),
  public_key: z.string(),
  fingerprint: z.string(),
})

/** A key pair in the answer that made it. */
export const newKeyPairSchema = briefKeyPairSchema.extend({ user_id: z.string() })

/** A key pair in a response. */
export const keyPairSchema = newKeyPairSchema.extend({
  id: z.number(),
  created_at: z.string(),
  updated_at: z.null(),
  deleted: z.boolean(),
  deleted_at: z.null(),
})

/** A key pair in the list: in short, or with kilonova:details, which is Kilonova's own, as by itself. */
export const listedKeyPairSchema = keyPairSchema.partial({
  user_id: true,
  id: true,
  created_at: true,
  updated_at: true,
  deleted: true,
  deleted_at: true,
})

/** A key pair in the list. */
export type BriefKeyPairView = z.output<typeof briefKeyPairSchema>

/** A key pair in the answer that made it. */
export type NewKeyPairView = z.output<typeof newKeyPairSchema>

/** A key pair in a response. */
export type KeyPairView = z.output<typeof keyPairSchema>
