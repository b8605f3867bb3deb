import { z } from 'zod'

/** Whose days are counted. */
export const homeQuery = z.strictObject({ timeZone: z.string().max(64).default('UTC') })
