import { z } from 'zod'

/** How many servers there are, in all and by status; a status that none has is left out. */
export const serverCountsSchema = z.strictObject({ total: z.int(), statuses: z.record(z.string(), z.int()) })

/** How many servers there are. */
export type ServerCountsView = z.output<typeof serverCountsSchema>
