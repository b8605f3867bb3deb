import type { HeardReports } from '#agent/commands/command-contract'
import type { Inventory } from '#services/placement/placement-service'
import type { HostFacts } from '#driver/compute-driver'
import type { Db } from '#platform/db/database'
import { tellEvent } from '#platform/events/tell-event'
import type { HostId } from '#platform/ids'
import { seeBoot } from '#store/guests-after-boot'
import { whileStanding } from '#store/host-identity-store'
import { hostReports, isStillThere, seeHost, type StandsThere } from '#store/host-store'
import { keepGuestSamples } from '#store/guest-sample-store'
import { keepHostSample } from '#store/host-sample-store'
import { missPower, seePower } from '#store/server-power-store'
import type { Conductor, ConductorSettings } from './conductor.ts'

/** What was last heard of a host: the servers that it has something of. */
export interface HostReport extends StandsThere {
  hostName: string
}

/**
 * Takes what agents tell, each of its own host, and nothing of one that was forgotten meanwhile; `latest` is what those said last that report,
 * for the reconcilers that look for leftovers.
 */
export interface Reports extends HeardReports {
  latest(): Promise<readonly HostReport[]>
}

type World = Pick<Conductor, 'db' | 'placement' | 'settings' | 'clock'>

/** Writes what agents tell: hosts with their inventories, and the power of guests. What follows from it is for reconcilers. */
export function agentReports(io: World): Reports {
  const provided = new Set<HostId>()
  // Whoever looks for guests that stopped may be this process or another: each hears of it by the event.
  const tellPower = () => tellEvent(io.db, 'power', '')
  return {
    latest: () => hostReports(io.db, io.settings.service_down_time),
    async heartbeat({ hostName, identityId, facts, guests, disks }) {
      const zone = io.settings.default_availability_zone
      const seen = { hostName, identityId, facts, zone, guests: new Map(guests), disks }
      const host = await seeHost(io.db, seen, async (trx, id, bootIdBefore) => {
        if (io.settings.resume_guests_state_on_host_boot) await seeBoot(trx, id, bootIdBefore)
      })
      if (host.isNews) provided.delete(host.id)
      // Also at the first heartbeat this process hears: the settings may have changed since the last one did.
      if (!provided.has(host.id)) {
        await offer(io, host.id, hostName, facts)
        provided.add(host.id)
      }
      const isNews = await whileStanding(io.db, { hostName, identityId }, async (trx) => {
        const isSeen = await seePower(trx, hostName, guests, 'heartbeat')
        // Missing once may be a moment: a guest that is being started anew, a hypervisor that has just come up.
        if (!host.before) return isSeen
        const found = [...host.before.guests.keys(), ...guests.map(([id]) => id)]
        return (await missPower(trx, hostName, found)) || isSeen
      })
      if (isNews) await tellPower()
    },
    async measured({ hostName, identityId, ageMs, guests, figures, host }) {
      const at = new Date(io.clock.now().getTime() - ageMs)
      await whileStanding(io.db, { hostName, identityId }, async (trx) => {
        await keepGuestSamples(trx, { at, hostName, guests, figures })
        if (host) await keepHostSample(trx, { at, hostName, figures: host })
      })
    },
    async powerChanged({ hostName, identityId, serverId, power }) {
      const see = (trx: Db) => seePower(trx, hostName, [[serverId, power]], 'event')
      if (await whileStanding(io.db, { hostName, identityId }, see)) await tellPower()
    },
  }
}

/** Tells placement what a host has. One that was forgotten meanwhile leaves nothing there: its name must be free once it comes back. */
async function offer({ db, placement, settings }: World, id: HostId, name: string, facts: HostFacts): Promise<void> {
  await placement.provide({ id, name, inventories: inventoriesOf(facts, settings), traits: facts.traits })
  if (!(await isStillThere(db, id))) await placement.withdraw(db, id)
}

/** What a host gives out, as placement counts it; a kind that it has none of is left out. */
function inventoriesOf(facts: HostFacts, settings: ConductorSettings): Record<string, Inventory> {
  const kinds = {
    VCPU: { total: facts.vcpus, reserved: 0, allocationRatio: settings.cpu_allocation_ratio },
    MEMORY_MB: {
      total: facts.ramMb,
      reserved: settings.reserved_host_memory_mb,
      allocationRatio: settings.ram_allocation_ratio,
    },
    DISK_GB: {
      total: facts.diskGb,
      reserved: Math.ceil(settings.reserved_host_disk_mb / 1024),
      allocationRatio: settings.disk_allocation_ratio,
    },
  }
  return Object.fromEntries(
    Object.entries(kinds)
      .filter(([, { total }]) => total >= 1)
      .map(([name, { total, reserved, allocationRatio }]) => [
        name,
        { total, reserved: Math.min(reserved, total), allocationRatio, maxUnit: total },
      ]),
  )
}
