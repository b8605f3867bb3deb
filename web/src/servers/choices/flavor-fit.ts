import type { CreateOptions, Quota } from '#shared/bff'
import { formatGb, formatMb } from '#ui/format'
import { t } from '#ui/i18n'
import { tooSmallFor } from './flavor-choices.ts'
import { costOf, costOfResize, quotaShortfalls } from './quota-cost.ts'

export type Flavor = CreateOptions['flavors'][number]

/** How many hosts have room for a server of a flavor now, and how many do not for each reason. */
export interface Room {
  hosts: number
  reasons: Readonly<Record<string, number>>
}

/** Whether servers of a flavor can be made; `why` is a sentence where they cannot, or not now. What cannot be is not chosen. */
export interface Fit {
  kind: 'fits' | 'impossible' | 'over-quota' | 'no-room'
  word: string
  why: string | null
}

/** The size that a server has before it is resized. */
type ResizeFrom = Pick<Flavor, 'name' | 'vcpus' | 'ramMb' | 'diskGb'>

interface Asked {
  image: CreateOptions['images'][number] | undefined
  quota: Quota
  count: number
  /** Undefined while it is not known. */
  room: Room | undefined
}

/** Whether `count` servers of `flavor` fit: into the image's demands, the quota, and on a host. */
export function fitOf(flavor: Flavor, { image, quota, count, room }: Asked): Fit {
  if (tooSmallFor(flavor, image)) return { kind: 'impossible', word: t('Too small'), why: demandsOf(image!) }
  const [shortfall] = quotaShortfalls(quota, costOf(flavor, count))
  if (shortfall) return overQuota(shortfall)
  if (room?.hosts === 0) return { kind: 'no-room', word: t('No room now'), why: reasonOf(room) }
  return fits
}

/** Whether a server that is now as `now` says can become one of `flavor`: not the same, not with a smaller disk, within the quota. */
export function fitOfResize(flavor: Flavor, now: ResizeFrom, quota: Quota): Fit {
  if (flavor.name === now.name) return { kind: 'impossible', word: t('Current'), why: t('It is the current flavor.') }
  if (flavor.diskGb < now.diskGb) {
    const why = t('The disk cannot become smaller than {{size}}.', { size: formatGb(now.diskGb) })
    return { kind: 'impossible', word: t('Too small'), why }
  }
  const [shortfall] = quotaShortfalls(quota, costOfResize(now, flavor))
  return shortfall ? overQuota(shortfall) : fits
}

const fits: Fit = { kind: 'fits', word: t('Fits'), why: null }
const overQuota = (why: string): Fit => ({ kind: 'over-quota', word: t('Over quota'), why })

/** What an image demands of a flavor. */
function demandsOf({ minRamMb, minDiskGb }: NonNullable<Asked['image']>): string {
  const demands = [
    minRamMb > 0 && t('{{size}} memory', { size: formatMb(minRamMb) }),
    minDiskGb > 0 && t('{{size}} disk', { size: formatGb(minDiskGb) }),
  ]
  return t('The image requires {{what}}.', { what: demands.filter(Boolean).join(', ') })
}

/** Why no host has room, with how many there are for each reason. */
function reasonOf({ reasons }: Room): string {
  const counted = Object.entries(reasons).map(([why, count]) => `${t('{{count}} hosts', { count })}: ${why}`)
  return counted.length === 0
    ? t('No host has room for it now: the cloud has no host.')
    : t('No host has room for it now. {{why}}.', { why: counted.join('; ') })
}

/** What of a flavor does not stand in a column of its own, in one line. */
export const extraOf = ({ ephemeralGb, swapMb, extraSpecs }: Flavor): string =>
  [
    ephemeralGb > 0 && t('{{size}} ephemeral', { size: formatGb(ephemeralGb) }),
    swapMb > 0 && t('{{size}} swap', { size: formatMb(swapMb) }),
    ...Object.entries(extraSpecs).map(([key, value]) => `${key}=${value}`),
  ]
    .filter(Boolean)
    .join(' · ')

export const flavorSortKeys = ['name', 'vcpus', 'ramMb', 'diskGb'] as const

export type FlavorSortKey = (typeof flavorSortKeys)[number]

/** The order of the flavors; `down` is the largest or last first. */
export interface FlavorSort {
  key: FlavorSortKey
  down: boolean
}

/** The flavors that have all words of `search` in their name, description or extras, in the order wanted, or as they came. */
export function flavorsFound(flavors: readonly Flavor[], search: string, sort: FlavorSort | null): Flavor[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = flavors.filter((flavor) => {
    const text = [flavor.name, flavor.description, extraOf(flavor), flavor.id].join(' ').toLowerCase()
    return words.every((word) => text.includes(word))
  })
  if (!sort) return found
  const { key, down } = sort
  const byKey = (a: Flavor, b: Flavor) =>
    key === 'name' ? a.name.localeCompare(b.name, undefined, { numeric: true }) : a[key] - b[key]
  return found.toSorted((a, b) => (down ? byKey(b, a) : byKey(a, b)))
}
