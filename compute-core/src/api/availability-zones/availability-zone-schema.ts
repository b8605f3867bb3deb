import { z } from 'zod'

const serviceStates = z.record(
  z.string(),
  z.strictObject({ active: z.boolean(), available: z.boolean(), updated_at: z.string() }),
)

/** An availability zone in a response; its hosts with their services only in the detailed list. */
export const availabilityZoneSchema = z.strictObject({
  zoneName: z.string(),
  zoneState: z.strictObject({ available: z.boolean() }),
  hosts: z.record(z.string(), serviceStates).nullable(),
})

/** An availability zone in a response. */
export type AvailabilityZoneView = z.output<typeof availabilityZoneSchema>
