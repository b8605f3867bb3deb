import type { Server } from '#domain/server/server'
import { conflict } from '#platform/errors'
import { zoneOfHost } from '#store/host-queries'
import { moveServerTo } from '#store/server-store'
import type { Conductor } from '../../conductor.ts'
import { type Place, placeServer } from '../../place-server.ts'
import { preempted, type Tasks } from './preemption.ts'

const tries = 5

/**
 * Places a server and writes where, with a claim there. When the host has got another zone in between, or is gone, the server is placed
 * anew: it would be in a zone that it may not have asked for.
 */
export async function placeAndMove(
  io: Pick<Conductor, 'db' | 'placement' | 'settings'>,
  server: Server,
  wanted: Parameters<typeof placeServer>[2],
  tasks: Tasks,
): Promise<Place> {
  try {
    for (let nth = 1; nth <= tries; nth++) {
      const place = await placeServer(io, server, wanted)
      if (await moveServerTo(io.db, server.id, tasks, place)) return place
      if ((await zoneOfHost(io.db, place.hostId)) === place.zone) throw preempted(server.id)
    }
    throw conflict('The availability zones of hosts are being changed.', 'Try again once they are as they should be.')
  } catch (error) {
    await io.placement.release(server.id)
    throw error
  }
}
