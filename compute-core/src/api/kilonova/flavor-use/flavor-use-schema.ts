import { z } from 'zod'

/** How many servers there are of a flavor; one that none has is left out. */
export const flavorUseSchema = z.strictObject({ flavor_id: z.string(), servers: z.int() })

/** How many servers there are of a flavor. */
export type FlavorUseView = z.output<typeof flavorUseSchema>
