import { z } from 'zod'
import {
  base64Field,
  booleanField,
  descriptionField,
  hostField,
  ipv4Field,
  ipv6Field,
  nameField,
  uuidField,
} from '#platform/service/fields'
import { metadataField, personalityField, trustedCertificatesField } from '../server-fields.ts'
import { parseBody } from '#platform/service/read-as'
import type { RequestContext } from '../route.ts'
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
  trusted_image_certificates: trustedCertificatesField.nullish(),
})

// Files are not injected from 2.57 on: the field is gone there.
const before257 = newest.extend({ personality: personalityField.optional() })

/** A request for a rebuild in the newest shape, with what only older ones may have. */
export type RebuildRequest = z.output<typeof before257>

/** What stands under `rebuild` in a body of the request's version. */
export const rebuildBody = ({ version, legacy, since }: RequestContext) =>
  z
    .looseObject({})
    .transform((old): RebuildRequest =>
      parseBody(since('2.57') ? newest : before257, serverRebuildHistory.upgradeRequest(version, old), legacy),
    )
