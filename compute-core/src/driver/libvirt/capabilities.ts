/** The part of libvirt's capabilities that the cloud shows. */
export interface Capabilities {
  arch: string
  model: string
  vendor: string
  features: readonly string[]
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
    guests: all(xml, /<guest>([^]*?)<\/guest>/g).flatMap((guest) => {
      const mode = first(guest, /<os_type>(.*?)<\/os_type>/)
      const arch = first(guest, /<arch name='([^']+)'/)
      return [...new Set(all(guest, /<domain type='([^']+)'/g))].map((type) => [arch, type, mode] as const)
    }),
  }
}

const first = (text: string, pattern: RegExp): string => pattern.exec(text)?.[1] ?? ''
const all = (text: string, pattern: RegExp): string[] => Array.from(text.matchAll(pattern), ([, found]) => found ?? '')
