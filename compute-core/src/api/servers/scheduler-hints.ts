import { z } from 'zod'
import { ipField, uuidField } from '#platform/service/fields'

const uuids = z.union([uuidField, z.array(uuidField)])

/** What a request may tell the scheduler; the object is open, as Nova's is. */
export const hintsField = z
  .looseObject({
    group: z.union([uuidField, z.array(uuidField)]).optional(),
    different_host: uuids.optional(),
    same_host: z.union([z.string(), z.array(uuidField)]).optional(),
    query: z.union([z.string(), z.looseObject({}), z.array(z.unknown())]).optional(),
    target_cell: z.string().min(1).max(255).optional(),
    different_cell: z.union([z.string(), z.array(z.string())]).optional(),
    build_near_host_ip: ipField.optional(),
    cidr: z
      .string()
      .regex(/^\/[0-9a-f.:]+$/, 'It looks like /24.')
      .optional(),
  })
  .transform((hints) =>
    // Nova keeps such names for itself.
    Object.fromEntries(Object.entries(hints).filter(([name]) => !name.startsWith('_nova'))),
  )
