import { z } from 'zod'

/** A service of a host, in a response. */
export const serviceSchema = z.strictObject({
  id: z.string(),
  binary: z.string(),
  host: z.string(),
  zone: z.string(),
  status: z.enum(['enabled', 'disabled']),
  state: z.enum(['up', 'down']),
  updated_at: z.string(),
  disabled_reason: z.string().nullable(),
  forced_down: z.boolean(),
})

/** A service of a host. */
export type ServiceView = z.output<typeof serviceSchema>
