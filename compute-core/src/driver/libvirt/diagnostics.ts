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
      // What has none of its figures has no power, or is nothing that this host could count.
      cpus: listed(figures, 'vcpu', 'maximum')
        .filter(({ has }) => has('time'))
        .map(({ count }) => ({ timeNs: count('time') })),
      disks: listed(figures, 'block').map(diskFigures),
      nics: listed(figures, 'net')
        .filter(({ has }) => has('name'))
        .map((of) => nicFigures(of, xml)),
      memory: { maximumKib: numberAt(figures, 'balloon.maximum'), stats: balloonStats(figures) },
    }
  })
}

/** One thing of a kind, and the way to its figures. */
interface Measured {
  has(name: string): boolean
  count(name: string, missing?: number): number
  text(name: string): string
}

const listed = (figures: Figures, kind: string, counted = 'count'): readonly Measured[] =>
  Array.from({ length: numberAt(figures, `${kind}.${counted}`) }, (_, index) => ({
    has: (name) => figures.has(`${kind}.${index}.${name}`),
    count: (name, missing) => numberAt(figures, `${kind}.${index}.${name}`, missing),
    text: (name) => String(figures.get(`${kind}.${index}.${name}`) ?? ''),
  }))

const diskFigures = ({ count, text }: Measured): GuestDiagnostics['disks'][number] => ({
  device: text('name'),
  readRequests: count('rd.reqs'),
  readBytes: count('rd.bytes'),
  writeRequests: count('wr.reqs'),
  writeBytes: count('wr.bytes'),
  // QEMU counts none: libvirt says so with -1.
  errors: count('errors', -1),
})

function nicFigures({ count, text }: Measured, xml: string): GuestDiagnostics['nics'][number] {
  const device = text('name')
  const way = (direction: 'rx' | 'tx') => ({
    octets: count(`${direction}.bytes`),
    packets: count(`${direction}.pkts`),
    errors: count(`${direction}.errs`),
    drop: count(`${direction}.drop`),
  })
  return { device, mac: macOf(xml, device), rx: way('rx'), tx: way('tx') }
}

/** libvirt's figures know a card by its tap, its definition knows the card's address beside that. */
function macOf(xml: string, device: string): string | null {
  const card = xml.match(/<interface[\s\S]*?<\/interface>/g)?.find((each) => each.includes(`<target dev='${device}'`))
  return card?.match(/<mac address='([^']+)'/)?.[1] ?? null
}

/** All that the balloon tells besides its size, under the names that Nova has always shown. */
function balloonStats(figures: Figures): Record<string, number> {
  const stats: Record<string, number> = {}
  for (const [name, value] of figures)
    if (name.startsWith('balloon.') && name !== 'balloon.maximum' && typeof value === 'number')
      stats[name === 'balloon.current' ? 'actual' : name.slice('balloon.'.length)] = value
  return stats
}

const numberAt = (figures: Figures, name: string, missing = 0): number => {
  const value = figures.get(name)
  return typeof value === 'number' ? value : missing
}
