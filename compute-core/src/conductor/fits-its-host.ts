import type { Server } from '#domain/server/server'
import { CloudError } from '#platform/errors'
import { rebuildFilters } from '#scheduler/rebuild-filters'
import { refusedHostsText } from '#scheduler/refused-hosts'
import { countReasons, select } from '#scheduler/select'
import type { Conductor } from './conductor.ts'
import { hostStates } from './host-states.ts'
import { requestOf } from './place-server.ts'

/** Throws `no-valid-host` when the host that `server` is on could not run it with the image that it has now. */
export async function assertFitsItsHost(
  io: Pick<Conductor, 'db' | 'placement' | 'settings'>,
  server: Server,
): Promise<void> {
  const hosts = (await hostStates(io)).filter(({ id }) => id === server.hostId)
  const { ranked, rejections } = select(requestOf(server, {}), hosts, rebuildFilters, [])
  if (ranked.length > 0) return
  const detail = refusedHostsText(rejections)
  throw new CloudError({ kind: 'no-valid-host', rejections: countReasons(rejections), detail })
}
