import { z } from 'zod'
import type { InventoryInUse } from '../placement-service.ts'

/** What a provider has of one resource class, in a response. */
export const inventorySchema = z.strictObject({
  total: z.int(),
  reserved: z.int(),
  min_unit: z.int(),
  max_unit: z.int(),
  step_size: z.int(),
  allocation_ratio: z.number(),
})

/** An inventory as the API has it. */
export type InventoryView = z.output<typeof inventorySchema>

/** What a provider has of one resource class, as the API shows it. */
export const viewInventory = (inventory: InventoryInUse): InventoryView => ({
  total: inventory.total,
  reserved: inventory.reserved,
  min_unit: inventory.minUnit,
  max_unit: inventory.maxUnit,
  step_size: inventory.stepSize,
  allocation_ratio: inventory.allocationRatio,
})
