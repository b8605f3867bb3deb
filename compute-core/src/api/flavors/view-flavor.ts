import type { Flavor } from '#domain/flavor/flavor'
import { type Fields, without } from '#platform/service/history'
import type { RequestContext } from '../route.ts'
import { flavorHistory } from './flavor-history.ts'

/** A flavor with all that this caller at this version sees of it. */
export function viewFlavor(flavor: Flavor, context: RequestContext): Fields {
  const view = {
    id: flavor.id,
    name: flavor.name,
    ram: flavor.ramMb,
    disk: flavor.diskGb,
    swap: flavor.swapMb,
    'OS-FLV-EXT-DATA:ephemeral': flavor.ephemeralGb,
    vcpus: flavor.vcpus,
    'os-flavor-access:is_public': flavor.isPublic,
    description: flavor.description,
    ...(context.may('os_compute_api:os-flavor-extra-specs:index') && { extra_specs: flavor.extraSpecs }),
    kept: { 'OS-FLV-DISABLED:disabled': flavor.disabled, rxtx_factor: flavor.rxtxFactor },
    links: context.links.both(`/flavors/${flavor.id}`),
  }
  return withoutKept(flavorHistory.downgradeView(context.version, view, undefined))
}

/** A flavor as the short list shows it. */
export function viewFlavorBriefly(flavor: Flavor, context: RequestContext): Fields {
  const view = {
    id: flavor.id,
    name: flavor.name,
    description: flavor.description,
    links: context.links.both(`/flavors/${flavor.id}`),
  }
  return flavorHistory.downgradeView(context.version, view, undefined)
}

/** What the newest view only carries for the older ones. */
const withoutKept = without('kept')
