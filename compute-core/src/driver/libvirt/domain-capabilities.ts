/** What one kind of machine can have on this host, as far as it differs from host to host. */
export interface DomainCapabilities {
  diskBuses: readonly string[]
  videoModels: readonly string[]
  tpmModels: readonly string[]
  tpmVersions: readonly string[]
  secureBoot: boolean
  memoryEncryption: boolean
}

/** Reads what `virConnectGetDomainCapabilities` says; libvirt writes it, so its form is known and no parser is needed. */
export function readDomainCapabilities(xml: string): DomainCapabilities {
  const tpm = supported(xml, 'tpm')
  const emulated = valuesOf(tpm, 'backendModel').includes('emulator')
  return {
    diskBuses: valuesOf(supported(xml, 'disk'), 'bus'),
    videoModels: valuesOf(supported(xml, 'video'), 'modelType'),
    tpmModels: emulated ? valuesOf(tpm, 'model') : [],
    tpmVersions: emulated ? valuesOf(tpm, 'backendVersion') : [],
    secureBoot: valuesOf(supported(xml, 'loader'), 'secure').includes('yes'),
    memoryEncryption: /<sev supported='yes'/.test(xml),
  }
}

const supported = (xml: string, name: string): string =>
  new RegExp(`<${name} supported='yes'>([^]*?)</${name}>`).exec(xml)?.[1] ?? ''

function valuesOf(xml: string, name: string): string[] {
  const values = new RegExp(`<enum name='${name}'>([^]*?)</enum>`).exec(xml)?.[1] ?? ''
  return Array.from(values.matchAll(/<value>(.*?)<\/value>/g), ([, value]) => value ?? '')
}
