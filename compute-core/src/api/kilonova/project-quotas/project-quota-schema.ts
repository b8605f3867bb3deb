import { z } from 'zod'
import { limitedResources } from '#domain/quota/project-quota-keys'

/** A limit beside what is used of it; -1 is no limit. */
const limitAndUse = z.strictObject({
  limit: z.int(),
  used: z.int(),
  /** It is the project's own, not that of all projects. */
  is_own: z.boolean(),
})

/** How much a project may have beside how much it has, in a response. */
export const projectQuotaSchema = z.strictObject({
  project_id: z.string(),
  /** Null for a project that is gone and has left something behind. */
  project_name: z.string().nullable(),
  domain_name: z.string().nullable(),
  /** The part that is used of the limit that it is nearest to; 0 where nothing is limited. */
  nearest: z.number(),
  is_own: z.boolean(),
  compute: z.record(z.enum(limitedResources.compute), limitAndUse),
  network: z.record(z.enum(limitedResources.network), limitAndUse),
})

/** How much a project may have beside how much it has. */
export type ProjectQuotaView = z.output<typeof projectQuotaSchema>

/** A user with limits of their own within a project, in a response. */
const userLimitsSchema = z.strictObject({
  user_id: z.string(),
  /** Null for somebody who is gone. */
  user_name: z.string().nullable(),
  limits: z.record(z.string(), z.int()),
})

/** The quota of a project with the users who have limits of their own in it, in a response. */
export const projectQuotaDetailSchema = projectQuotaSchema.extend({ users: z.array(userLimitsSchema) })

/** The quota of a project with the users who have limits of their own in it. */
export type ProjectQuotaDetailView = z.output<typeof projectQuotaDetailSchema>
