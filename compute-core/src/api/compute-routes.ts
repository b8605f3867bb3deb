import { extensionRoutes } from './extensions/extension-routes.ts'
import { flavorRoutes } from './flavors/flavor-routes.ts'
import { keyPairRoutes } from './key-pairs/key-pair-routes.ts'
import type { Route } from './route.ts'
import { versionRoutes } from './versions/version-routes.ts'

/** Every route of the Compute API that is built. */
export const computeRoutes: readonly Route[] = [...versionRoutes, ...extensionRoutes, ...flavorRoutes, ...keyPairRoutes]
