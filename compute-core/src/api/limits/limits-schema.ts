import { z } from 'zod'

/** What a project may have (-1 for no limit) and has, in a response. */
export const limitsSchema = z.strictObject({
  limits: z.strictObject({
    rate: z.array(z.never()),
    absolute: z.strictObject({
      maxServerMeta: z.number(),
      maxTotalInstances: z.number(),
      maxTotalCores: z.number(),
      maxTotalRAMSize: z.number(),
      maxTotalKeypairs: z.number(),
      maxServerGroups: z.number(),
      maxServerGroupMembers: z.number(),
      totalInstancesUsed: z.number(),
      totalCoresUsed: z.number(),
      totalRAMUsed: z.number(),
      totalServerGroupsUsed: z.number(),
    }),
  }),
})

/** What a project may have and has, in a response. */
export type LimitsView = z.output<typeof limitsSchema>
