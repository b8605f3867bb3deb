import type { GuestDiagnostics } from '#driver/compute-driver'
import type { ServerId } from '#platform/ids'
import { type Figures, figureKinds } from './ffi/domain-figures.ts'
import { unless } from './ffi/libvirt-error.ts'
import type { LibvirtHost } from './libvirt-host.ts'
import { hasPower } from './power-on.ts'

const { state, balloon, vcpu, interface: nics, block } = figureKinds
const asked = state | balloon | vcpu | nics | block

/** What libvirt measures of a guest that has power; undefined for one that has none. */
export function diagnostics(host: LibvirtHost, serverId: ServerId): Promise<GuestDiagnostics | undefined> {
  return host.withGuest(serverId, async (domain) => {
    const power = await domain.powerState().catch(unless('NO_DOMAIN'))
    if (power === undefined || !hasPower(power)) return undefined
    const figures = await domain.figures(asked)
    const xml = await domain.call((lib) => lib.virDomainGetXMLDesc, 0)
    return {
      power,
      hypervisor: host.domainType === 'kvm' ? 'kvm' : 'qemu',
      cpus: listed(figures, 'vcpu', 'maximum').map((of) => ({ timeNs: of('time') })),
      disks: listed(figures, 'block').map((of, index) => ({
        device: text(figures, `block.${index}.name`),
        readRequests: of('rd.reqs'),
        readBytes: of('rd.bytes'),
        writeRequests: of('wr.reqs'),
        writeBytes: of('wr.bytes'),
        // QEMU counts none: libvirt says so with -1.
        errors: of('errors', -1),
      })),
      nics: listed(figures, 'net').map((of, index) => nicFigures(text(figures, `net.${index}.name`), of, xml)),
      memory: { maximumKib: count(figures, 'balloon.maximum'), stats: balloonStats(figures) },
    }
  })
}

type Figure = (name: string, missing?: number) => number

/** For each thing of a kind, the way to its figures. Without power a processor has none, and is left out. */
function listed(figures: Figures, kind: string, counted = 'count'): readonly Figure[] {
  const things = Array.from({ length: count(figures, `${kind}.${counted}`) }, (_, index) => index)
  return things
    .filter((index) => kind !== 'vcpu' || figures.has(`vcpu.${index}.time`))
    .map(
      (index): Figure =>
        (name, missing) =>
          count(figures, `${kind}.${index}.${name}`, missing),
    )
}

function nicFigures(device: string, of: Figure, xml: string): GuestDiagnostics['nics'][number] {
  const way = (direction: 'rx' | 'tx') => ({
    octets: of(`${direction}.bytes`),
    packets: of(`${direction}.pkts`),
    errors: of(`${direction}.errs`),
    drop: of(`${direction}.drop`),
  })
  return { device, mac: macOf(xml, device), rx: way('rx'), tx: way('tx') }
}

/** libvirt's figures know a card by its tap, its definition knows the card's address beside that. */
function macOf(xml: string, device: string): string | null {
  const card = xml.match(/<interface[\s\S]*?<\/interface>/g)?.find((each) => each.includes(`<target dev='${device}'`))
  return card?.match(/<mac address='([^']+)'/)?.[1] ?? null
}

const notStats = new Set(['balloon.maximum'])

/** All that the balloon tells, under the names that Nova has always shown. */
function balloonStats(figures: Figures): Record<string, number> {
  const stats: Record<string, number> = {}
  for (const [name, value] of figures)
    if (name.startsWith('balloon.') && !notStats.has(name) && typeof value === 'number')
      stats[oldNames[name] ?? name.slice('balloon.'.length)] = value
  return stats
}

const oldNames: Readonly<Record<string, string>> = { 'balloon.current': 'actual' }

const count = (figures: Figures, name: string, missing = 0): number => {
  const value = figures.get(name)
  return typeof value === 'number' ? value : missing
}

const text = (figures: Figures, name: string): string => String(figures.get(name) ?? '')
