import type { Diagnostics } from '#shared/bff'

export type Figures = NonNullable<NonNullable<Diagnostics['diagnostics']>['value']>

type Counted<Thing> = { [Name in keyof Thing]: Thing[Name] extends number | null ? number | null : Thing[Name] }

/** Figures of which each counter is what it grew by in a second; null where that is not known. */
export interface Rates {
  cpus: Counted<Figures['cpus'][number]>[]
  disks: Counted<Figures['disks'][number]>[]
  nics: Counted<Figures['nics'][number]>[]
}

/** What a guest does now, from the counters of two answers `seconds` apart. A counter that went back was begun anew, and tells nothing. */
export function ratesBetween(before: Figures | null, now: Figures, seconds: number): Rates {
  return {
    cpus: now.cpus.map((cpu) => grown(of(before?.cpus, 'id', cpu.id), cpu, seconds)),
    disks: now.disks.map((disk) => grown(of(before?.disks, 'id', disk.id), disk, seconds)),
    nics: now.nics.map((nic) => grown(of(before?.nics, 'mac', nic.mac), nic, seconds)),
  }
}

const of = <Thing, Key extends keyof Thing>(things: readonly Thing[] | undefined, key: Key, value: Thing[Key]) =>
  things?.find((each) => each[key] === value)

function grown<Thing extends object>(before: Thing | undefined, now: Thing, seconds: number): Counted<Thing> {
  return Object.fromEntries(
    Object.entries(now).map(([name, value]: [string, unknown]) => {
      if (typeof value !== 'number' || name === 'id') return [name, value]
      const earlier = (before as Record<string, unknown> | undefined)?.[name]
      const isKnown = typeof earlier === 'number' && earlier <= value && seconds > 0
      return [name, isKnown ? (value - earlier) / seconds : null]
    }),
  ) as Counted<Thing>
}
