import type { EmbeddedFlavor } from '#domain/server/server'
import { countReasons, select } from '#scheduler/select'
import type { Conductor } from './conductor.ts'
import { hostStates } from './host-states.ts'

/** How many hosts have room for a server of one flavor, and how many have not for each reason. */
export interface FlavorRoom {
  hosts: number
  reasons: Readonly<Record<string, number>>
}

/** Where a project's servers of these flavors could run now, as the scheduler sees it: hosts are read once for all of them. */
export async function roomFor(
  io: Pick<Conductor, 'db' | 'placement' | 'settings'>,
  flavors: readonly EmbeddedFlavor[],
  projectId: string | null,
): Promise<FlavorRoom[]> {
  const hosts = await hostStates(io)
  const anything = {
    projectId,
    imageProperties: {},
    zone: null,
    requestedHost: null,
    avoidHosts: [],
    differentFrom: [],
    sameAs: [],
  }
  return flavors.map((flavor) => {
    // Which host would be the best does not matter: nothing is weighed.
    const { ranked, rejections } = select({ ...anything, flavor, group: null }, hosts, undefined, [])
    return { hosts: ranked.length, reasons: countReasons(rejections) }
  })
}
