import { z } from 'zod'
import {
  base64Field,
  booleanField,
  descriptionField,
  hostField,
  ipv4Field,
  ipv6Field,
  metadataField,
  nameField,
  uuidField,
} from '../fields.ts'
import { parseBody } from '../read-as.ts'
import type { Ask } from '../route.ts'
import { serverRebuildHistory } from './server-rebuild-history.ts'

const newest = z.strictObject({
  imageRef: uuidField,
  adminPass: z.string().optional(),
  name: nameField.optional(),
  description: descriptionField(255).optional(),
  hostname: hostField.optional(),
  metadata: metadataField.optional(),
  preserve_ephemeral: booleanField.optional(),
  accessIPv4: ipv4Field.optional(),
  accessIPv6: ipv6Field.optional(),
  'OS-DCF:diskConfig': z.enum(['AUTO', 'MANUAL']).optional(),
  key_name: z.string().min(1).max(255).nullish(),
  user_data: base64Field(65_535).nullish(),
  trusted_image_certificates: z
    .array(z.string().min(1))
    .min(1)
    .max(50)
    .refine((ids) => new Set(ids).size === ids.length, 'Each may stand there once.')
    .nullish(),
})

/** A request for a rebuild in the newest shape. */
export type RebuildRequest = z.output<typeof newest>

/** What stands under `rebuild` in a body of the request's version. */
export const rebuildBody = ({ version, legacy }: Ask) =>
  z
    .looseObject({})
    .transform((old): RebuildRequest => parseBody(newest, serverRebuildHistory.upgradeRequest(version, old), legacy))
