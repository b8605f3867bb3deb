import { isUp } from '#domain/host/service-state'
import { conflict } from '#platform/errors'
import type { StoredServer } from '#store/server-row'
import type { ComputeDeps } from '../compute-deps.ts'

/** Refuses what cannot be done to a server whose host is down, or which is on none. */
export function assertHostUp({ clock, config }: Pick<ComputeDeps, 'clock' | 'config'>, server: StoredServer): void {
  if (server.host === null) throw conflict(`Instance ${server.id} is on no host.`, 'Delete it and create it anew.')
  if (!isUp(server.host, clock.now(), config.service_down_time))
    throw conflict(
      `Service is unavailable at this time: the host of instance ${server.id} is down.`,
      'Retry once it is up.',
    )
}
