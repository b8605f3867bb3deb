import { fits, rejects, type HostFilter } from '../host-filter.ts'

/** What images may ask of a host, in the order of a host's (architecture, hypervisor, mode) triples. */
const asked = ['hw_architecture', 'img_hv_type', 'hw_vm_mode'] as const

/** Keeps the hosts that support the architecture, hypervisor type and mode that the image asks for, together. */
export const imagePropertiesFilter: HostFilter = {
  name: 'ImagePropertiesFilter',
  check({ facts }, { imageProperties }) {
    const wanted = asked.map((property) => canonical(imageProperties[property]))
    const supported = facts.supportedInstances.some((triple) =>
      wanted.every((value, index) => value === undefined || value === canonical(triple[index])),
    )
    if (supported || wanted.every((value) => value === undefined)) return fits
    return rejects(
      `does not support what the image needs (${wanted.filter((value) => value !== undefined).join(', ')})`,
    )
  },
}

// Names that mean the same: images made elsewhere carry their own makers' words.
const synonyms: Readonly<Record<string, string>> = { amd64: 'x86_64', x64: 'x86_64', arm64: 'aarch64', i386: 'i686' }

function canonical(value: string | undefined): string | undefined {
  const lower = value?.toLowerCase()
  return lower === undefined ? undefined : (synonyms[lower] ?? lower)
}
