import type { ImageSummary } from '#services/image/image-service'
import { CloudError } from '#platform/errors'

/**
 * Refuses to take an image's signature on trust. Certificates are kept with the server and shown, as by a Nova that does not verify
 * signatures; but whoever names them for a signed image wants them used.
 */
export function refuseUnverifiable(
  { id, properties }: ImageSummary,
  trusted: readonly string[] | null | undefined,
): void {
  if (!trusted || properties['img_signature'] === undefined) return
  throw new CloudError({
    kind: 'not-implemented',
    message: `Image ${id} is signed, and signatures are not verified here: leave trusted_image_certificates out to boot it unverified.`,
  })
}
