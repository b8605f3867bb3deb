/** A CPU of the host, and those (itself too) that are threads of the same core. */
export interface HostCpu {
  id: number
  siblings: readonly number[]
}

/** A NUMA cell of the host. */
export interface HostCell {
  id: number
  memoryMb: number
  cpus: readonly number[]
}

/** The part of libvirt's capabilities that the cloud shows. */
export interface Capabilities {
  arch: string
  model: string
  vendor: string
  features: readonly string[]
  cpus: readonly HostCpu[]
  /** Empty where libvirt cannot tell. */
  cells: readonly HostCell[]
  /** [architecture, hypervisor type, vm mode] of everything this host can run. */
  guests: readonly (readonly [string, string, string])[]
}

/** Reads what `virConnectGetCapabilities` says; libvirt writes it, so its form is known and no parser is needed. */
export function readCapabilities(xml: string): Capabilities {
  const cpu = first(xml, /<cpu>([^]*?)<\/cpu>/)
  return {
    arch: first(cpu, /<arch>(.*?)<\/arch>/) || 'x86_64',
    model: first(cpu, /<model>(.*?)<\/model>/),
    vendor: first(cpu, /<vendor>(.*?)<\/vendor>/),
    features: all(cpu, /<feature name='([^']+)'/g),
    cpus: all(xml, /(<cpu id='[^>]*>)/g).map(readHostCpu),
    cells: all(xml, /(<cell id='[^]*?<\/cell>)/g).map(readHostCell),
    guests: all(xml, /<guest>([^]*?)<\/guest>/g).flatMap((guest) => {
      const mode = first(guest, /<os_type>(.*?)<\/os_type>/)
      const arch = first(guest, /<arch name='([^']+)'/)
      return [...new Set(all(guest, /<domain type='([^']+)'/g))].map((type) => [arch, type, mode] as const)
    }),
  }
}

function readHostCell(element: string): HostCell {
  return {
    id: Number(first(element, /<cell id='(\d+)'/)),
    // libvirt always tells it in KiB.
    memoryMb: Math.floor(Number(first(element, /<memory unit='KiB'>(\d+)</)) / 1024),
    cpus: all(element, /<cpu id='(\d+)'/g).map(Number),
  }
}

function readHostCpu(element: string): HostCpu {
  const id = Number(first(element, /id='(\d+)'/))
  const siblings = readCpuSet(first(element, /siblings='([^']*)'/))
  return { id, siblings: siblings.length === 0 ? [id] : siblings }
}

/** CPUs as libvirt and the settings write them: `0-3,6`. */
export const readCpuSet = (text: string): number[] =>
  text.split(',').flatMap((part) => {
    const [from = Number.NaN, to = from] = part.split('-').map((end) => (end.trim() === '' ? Number.NaN : Number(end)))
    return Number.isNaN(from) ? [] : Array.from({ length: to - from + 1 }, (_, nth) => from + nth)
  })

const first = (text: string, pattern: RegExp): string => pattern.exec(text)?.[1] ?? ''
const all = (text: string, pattern: RegExp): string[] => Array.from(text.matchAll(pattern), ([, found]) => found ?? '')
