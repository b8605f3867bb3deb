import { z } from 'zod'

/** A volume of a server in a response. */
export const volumeAttachmentSchema = z.strictObject({
  serverId: z.string(),
  volumeId: z.string(),
  device: z.string().nullable(),
  tag: z.string().nullable(),
  delete_on_termination: z.boolean(),
  attachment_id: z.string().nullable(),
  bdm_uuid: z.string(),
})
