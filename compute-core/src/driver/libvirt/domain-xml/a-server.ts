import { guestOptions, type GuestOptions } from '#domain/guest-options/guest-options'
import type { GuestSpec } from '#driver/compute-driver'
import { aGuestSpec } from '#driver/fake/a-guest-spec'
import type { ServerId } from '#platform/ids'
import type { Element } from './element.ts'
import { optionSource } from './domain-xml.ts'
import { render } from './element.ts'
import type { DomainType, Platform } from './platform.ts'

/** Always the same guest, for tests that compare its XML to the letter. */
export const aServer = (what: Partial<GuestSpec> = {}): GuestSpec =>
  aGuestSpec({
    serverId: 'c0ffee00-0000-4000-8000-000000000001' as ServerId,
    domainName: 'instance-00000001',
    vcpus: 2,
    ramMb: 512,
    consoleLogPath: '/var/lib/kilonova/servers/1/console.log',
    ...what,
  })

/** What the flavor and image of such a guest choose. */
export const optionsOf = (what: Partial<GuestSpec> = {}): GuestOptions => guestOptions(optionSource(aServer(what)))

/** A platform on which disks are opened `writeback` unless told otherwise. */
export const aPlatform = (type: DomainType, cacheModes: Platform['cacheModes'] = new Map()): Platform => ({
  type,
  cacheModes,
})

/** The XML of one element or several, as the domain would contain it. */
export const xmlOf = (...elements: (Element | undefined)[]): string =>
  elements.map((each) => (each === undefined ? '' : render(each))).join('')
