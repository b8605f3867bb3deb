import { z } from 'zod'

/** How many hosts have room for a server of a flavor now, and how many have not for each reason. */
export const flavorRoomSchema = z.strictObject({
  flavor_id: z.string(),
  hosts: z.int(),
  reasons: z.record(z.string(), z.int()),
})

/** How much room there is for a flavor. */
export type FlavorRoomView = z.output<typeof flavorRoomSchema>
