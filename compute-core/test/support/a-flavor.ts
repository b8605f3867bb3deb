import type { EmbeddedFlavor } from '#domain/server/server'
import type { FlavorId } from '#platform/ids'

/** A small flavor with its id, as a resize is told of it; `what` overrides what matters. */
export const aFlavor = ({
  id,
  ...what
}: Partial<EmbeddedFlavor> & { id: string }): EmbeddedFlavor & { id: FlavorId } => ({
  id: id as FlavorId,
  name: `flavor-${id}`,
  vcpus: 1,
  ramMb: 512,
  diskGb: 1,
  ephemeralGb: 0,
  swapMb: 0,
  rxtxFactor: 1,
  extraSpecs: {},
  ...what,
})
