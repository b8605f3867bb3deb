import { z } from 'zod'

/** `value` under the name of each resource that is limited. */
const quotaSchema = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({
    cores: value,
    instances: value,
    key_pairs: value,
    metadata_items: value,
    ram: value,
    server_group_members: value,
    server_groups: value,
  })

/** The limits of a project or a class in a response; -1 for no limit. */
export const limitsOnlySchema = quotaSchema(z.number())

/** The limits of a project or a class that the response names. */
export const namedLimitsSchema = limitsOnlySchema.extend({ id: z.string() })

/** The limits of a project with how much of each is used. */
export const quotaDetailSchema = quotaSchema(
  z.strictObject({ in_use: z.number(), limit: z.number(), reserved: z.number() }),
).extend({ id: z.string() })

/** The limits of a project with how much of each is used, in the newest response. */
export type QuotaSetDetailView = z.output<typeof quotaDetailSchema>

/** The limits of a class in the newest response. */
export type QuotaLimitsView = z.output<typeof limitsOnlySchema>
