import type { GuestCounters } from '#domain/guest-metrics/guest-figures'
import type { ServerId } from '#platform/ids'
import { eachDomainsFigures } from './ffi/all-figures.ts'
import { type Figures, figureKinds } from './ffi/domain-figures.ts'
import type { LibvirtHost } from './libvirt-host.ts'

const { balloon, vcpu, interface: nics, block } = figureKinds

/** What libvirt counts of all our guests with power, asked once for all of them. */
export function measureGuests(host: LibvirtHost): Promise<ReadonlyMap<ServerId, GuestCounters>> {
  return host.use(async (connection) => {
    const guests = new Map<ServerId, GuestCounters>()
    await eachDomainsFigures(connection, balloon | vcpu | nics | block, async (domain, figures) => {
      if (await host.isOurs(domain)) guests.set(domain.serverId, countersOf(figures))
    })
    return guests
  })
}

/** A guest's counters from libvirt's figures of it, the disks and the cards of a guest taken together. */
export function countersOf(figures: Figures): GuestCounters {
  const sum = (kind: string, name: string, counted = 'count') => sumOf(figures, kind, name, counted)
  return {
    vcpus: numberAt(figures, 'vcpu.current') ?? 1,
    cpuTimeNs: sum('vcpu', 'time', 'maximum'),
    memoryUsedKib: memoryUsed(figures),
    diskReadBytes: sum('block', 'rd.bytes'),
    diskWriteBytes: sum('block', 'wr.bytes'),
    diskReadRequests: sum('block', 'rd.reqs'),
    diskWriteRequests: sum('block', 'wr.reqs'),
    rxBytes: sum('net', 'rx.bytes'),
    txBytes: sum('net', 'tx.bytes'),
    rxPackets: sum('net', 'rx.pkts'),
    txPackets: sum('net', 'tx.pkts'),
  }
}

/** The sum over all things of a kind; null where there are some and none tells this figure, as for a guest that is busy. */
function sumOf(figures: Figures, kind: string, name: string, counted: string): number | null {
  const count = numberAt(figures, `${kind}.${counted}`)
  if (count === undefined) return null
  let sum = 0
  let told = 0
  for (let index = 0; index < count; index += 1) {
    const value = numberAt(figures, `${kind}.${index}.${name}`)
    if (value === undefined) continue
    sum += value
    told += 1
  }
  return told === 0 && count > 0 ? null : sum
}

/** What the guest itself says is in use, where its driver of the balloon tells; otherwise what the host has given it so far. */
function memoryUsed(figures: Figures): number | null {
  const available = numberAt(figures, 'balloon.available')
  // `usable` is what programs could still have, caches included; guests with an old kernel tell only what is not touched at all.
  const free = numberAt(figures, 'balloon.usable') ?? numberAt(figures, 'balloon.unused')
  if (available !== undefined && free !== undefined) return Math.max(0, available - free)
  const rss = numberAt(figures, 'balloon.rss')
  const size = numberAt(figures, 'balloon.current')
  // QEMU's own memory is in `rss`, too: a guest never has more than its size.
  return rss === undefined ? null : Math.min(rss, size ?? rss)
}

function numberAt(figures: Figures, name: string): number | undefined {
  const value = figures.get(name)
  return typeof value === 'number' ? value : undefined
}
