import { setTimeout as pause } from 'node:timers/promises'
import type { GuestNic, GuestSpec } from '#driver/compute-driver'
import { conflict } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import { changedCard } from './domain-xml/changed-card.ts'
import { networkCardXml } from './domain-xml/network-card-xml.ts'
import type { Domain } from './ffi/domain.ts'
import { unless } from './ffi/libvirt-error.ts'
import type { LibvirtHost } from './libvirt-host.ts'
import { hasPower } from './power-on.ts'

/** What libvirt calls the guest that runs and the guest that is defined. */
const places = [
  { flag: 1, xmlFlag: 0, isThere: hasPower },
  { flag: 2, xmlFlag: 2, isThere: () => true },
] as const

/** How often a guest is asked to let go of a card, and how long it has each time. */
const askings = 6
const lookEveryMs = 500
const patienceMs = 10_000

/** Gives the guest one more network card, at once when it runs. One that is not defined here gets it when it is started. */
export async function attachNic(host: LibvirtHost, guest: GuestSpec, nic: GuestNic): Promise<void> {
  await host.inTurn(guest.serverId, () =>
    host.withGuest(guest.serverId, async (domain) => {
      const flags = await flagsWhere(domain, nic, false)
      if (flags !== 0) await domain.call((lib) => lib.virDomainAttachDeviceFlags, cardOf(host, guest, nic), flags)
    }),
  )
}

/** Takes a network card from the guest; one that runs is asked until it lets go. */
export async function detachNic(host: LibvirtHost, guest: GuestSpec, nic: GuestNic): Promise<void> {
  for (let asked = 0; asked < askings; asked++) {
    await host.inTurn(guest.serverId, () =>
      host.withGuest(guest.serverId, async (domain) => {
        const flags = await flagsWhere(domain, nic, true)
        if (flags === 0) return
        await domain
          .call((lib) => lib.virDomainDetachDeviceFlags, cardOf(host, guest, nic), flags)
          // It goes already, or has just gone.
          .catch(unless('DEVICE_MISSING', 'OPERATION_FAILED', 'NO_DOMAIN'))
      }),
    )
    if (await isGone(host, guest, nic)) return
  }
  throw conflict(`The guest does not let go of its network card ${nic.mac}.`, 'Stop the server, then detach it.')
}

/** Changes what the card lets through, in the guest that runs and in its definition; a guest without the card gets none. */
export async function updateNic(host: LibvirtHost, serverId: ServerId, nic: GuestNic): Promise<void> {
  await host.inTurn(serverId, () =>
    host.withGuest(serverId, async (domain) => {
      const power = await domain.powerState()
      for (const { flag, xmlFlag, isThere } of places) {
        const card = isThere(power)
          ? cardIn(await domain.call((lib) => lib.virDomainGetXMLDesc, xmlFlag), nic)
          : undefined
        if (card === undefined) continue
        await domain.call((lib) => lib.virDomainUpdateDeviceFlags, changedCard(card, nic), flag)
      }
    }),
  )
}

/** The card's part of a guest's XML. */
const cardIn = (xml: string, { mac }: GuestNic): string | undefined =>
  xml
    .match(/<interface [\s\S]*?<\/interface>/g)
    ?.find((card) => card.toLowerCase().includes(`<mac address='${mac.toLowerCase()}'`))

async function isGone(host: LibvirtHost, { serverId }: GuestSpec, nic: GuestNic): Promise<boolean> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await pause(lookEveryMs)) {
    const left = await host.withGuest(serverId, (domain) => flagsWhere(domain, nic, true))
    if (!left) return true
  }
  return false
}

/** The flags of those places where the card is, or of those where it is missing. */
async function flagsWhere(domain: Domain, { mac }: GuestNic, isPresent: boolean): Promise<number> {
  const power = await domain.powerState()
  let flags = 0
  for (const { flag, xmlFlag, isThere } of places) {
    if (!isThere(power)) continue
    const xml = await domain.call((lib) => lib.virDomainGetXMLDesc, xmlFlag)
    if (xml.toLowerCase().includes(`<mac address='${mac.toLowerCase()}'`) === isPresent) flags |= flag
  }
  return flags
}

function cardOf({ domainType }: LibvirtHost, guest: GuestSpec, nic: GuestNic): string {
  const xml = networkCardXml(guest, nic, { type: domainType, cacheModes: new Map() })
  if (xml !== undefined) return xml
  throw conflict('User-mode network cards cannot be plugged into a guest that runs.', 'Stop the server first.')
}
