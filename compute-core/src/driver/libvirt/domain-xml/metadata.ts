import type { GuestSpec } from '#driver/compute-driver'
import { element, type Element } from './element.ts'

/** Our XML namespace: a domain is ours if its metadata has an element in it. A name only, nothing is fetched. */
export const metadataNamespace = 'urn:kilonova:server:1'

/** What the guest is in the cloud, for people and tools that look at the host only. */
export function metadata({ about }: GuestSpec): Element {
  return element(
    'metadata',
    {},
    element(
      'kilonova:server',
      { 'xmlns:kilonova': metadataNamespace },
      element('kilonova:name', {}, about.displayName),
      element('kilonova:creationTime', {}, about.createdAt),
      element('kilonova:flavor', { id: about.flavorId, name: about.flavorName }),
      element('kilonova:owner', { project: about.projectId, user: about.userId }),
      about.imageId !== null && element('kilonova:root', { type: 'image', uuid: about.imageId }),
    ),
  )
}
