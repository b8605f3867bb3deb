import { extensionRoutes } from './extensions/extension-routes.ts'
import { flavorRoutes } from './flavors/flavor-routes.ts'
import { keyPairRoutes } from './key-pairs/key-pair-routes.ts'
import { remoteConsoleRoutes } from './remote-consoles/remote-console-routes.ts'
import type { Route } from './route.ts'
import { serverRoutes } from './servers/server-routes.ts'
import { versionRoutes } from './versions/version-routes.ts'

/** Every route of the Compute API that is built. */
export const computeRoutes: readonly Route[] = [
  ...versionRoutes,
  ...extensionRoutes,
  ...flavorRoutes,
  ...keyPairRoutes,
  ...serverRoutes,
  ...remoteConsoleRoutes,
]
