import { z } from 'zod'
import { linksSchema } from '#platform/service/links'

const common = z.strictObject({
  id: z.number(),
  uuid: z.string(),
  status: z.string(),
  source_compute: z.string().nullable(),
  source_node: z.string().nullable(),
  dest_compute: z.string().nullable(),
  dest_node: z.string().nullable(),
  dest_host: z.string().nullable(),
  user_id: z.string().nullable(),
  project_id: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
})

/** A migration in the list of all; links only for a live one that is under way. */
export const migrationSchema = common.extend({
  instance_uuid: z.string(),
  old_instance_type_id: z.number().nullable(),
  new_instance_type_id: z.number().nullable(),
  migration_type: z.string(),
  links: linksSchema.optional(),
  /** With kilonova:names, which is Kilonova's own. */
  'kilonova:names': z
    .strictObject({
      server: z.string().nullable(),
      project: z.string().nullable(),
      user: z.string().nullable(),
    })
    .optional(),
})

/** A migration in the list of all. */
export type MigrationView = z.output<typeof migrationSchema>

/** A live migration in the list of its server's. */
export const serverMigrationSchema = common.extend({
  server_uuid: z.string(),
  memory_total_bytes: z.number().nullable(),
  memory_processed_bytes: z.number().nullable(),
  memory_remaining_bytes: z.number().nullable(),
  disk_total_bytes: z.number().nullable(),
  disk_processed_bytes: z.number().nullable(),
  disk_remaining_bytes: z.number().nullable(),
})
