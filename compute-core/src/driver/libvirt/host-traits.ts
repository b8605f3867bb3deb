import type { DomainCapabilities } from './domain-capabilities.ts'
import type { DomainType } from './domain-xml/platform.ts'

const named = (prefix: string, names: string) => names.split(' ').map((name) => `${prefix}_${name}`)

/** What every guest of this driver can have. */
const always = [
  'COMPUTE_NODE',
  'COMPUTE_NET_VIRTIO_PACKED',
  'COMPUTE_ADDRESS_SPACE_EMULATED',
  ...named('COMPUTE_IMAGE_TYPE', 'AKI AMI ARI ISO QCOW2 RAW'),
  ...named('COMPUTE_NET_VIF_MODEL', 'E1000 E1000E NE2K_PCI PCNET RTL8139 VIRTIO VMXNET3'),
  // Not PCSPK, which newer QEMUs want named in a way that libvirt does not, and not VIRTIO, which only newer libvirts know.
  ...named('COMPUTE_SOUND_MODEL', 'AC97 ES1370 ICH6 ICH9 SB16 USB'),
  ...named('COMPUTE_USB_MODEL', 'NEC_XHCI QEMU_XHCI'),
  ...named('COMPUTE_VIOMMU_MODEL', 'AUTO INTEL VIRTIO'),
]

/** Of what libvirt can name, what Placement has a trait for and a guest here can ask for. */
const offered = {
  diskBuses: { prefix: 'COMPUTE_STORAGE_BUS', names: ['fdc', 'ide', 'sata', 'scsi', 'usb', 'virtio'] },
  videoModels: {
    prefix: 'COMPUTE_GRAPHICS_MODEL',
    names: ['bochs', 'cirrus', 'none', 'qxl', 'vga', 'virtio', 'vmvga'],
  },
  tpmModels: { prefix: 'COMPUTE_SECURITY', names: ['tpm-tis', 'tpm-crb'] },
  tpmVersions: { prefix: 'COMPUTE_SECURITY_TPM', names: ['1.2', '2.0'] },
} as const

/** libvirt's name of a CPU feature → the trait, where it is not the name in capitals without punctuation. */
const renamed: Readonly<Record<string, string>> = {
  aes: 'AESNI',
  pclmuldq: 'CLMUL',
  fma: 'FMA3',
  'sha-ni': 'SHA',
  pni: 'SSE3',
  gfni: 'AVX512GFNI',
  vaes: 'AVX512VAES',
  vpclmulqdq: 'AVX512VPCLMULQDQ',
  'avx512-vpopcntdq': 'AVX512VPOPCNTDQ',
}
const sameName = (
  '3dnow abm avx avx2 avx512bitalg avx512bw avx512cd avx512dq avx512er avx512f avx512ifma avx512pf avx512vbmi ' +
  'avx512vbmi2 avx512vl avx512vnni bmi1 bmi2 f16c fma4 mmx mpx pdpe1gb sse sse2 sse4.1 sse4.2 sse4a ssse3 stibp svm tbm vmx xop'
).split(' ')
const traitNames = new Map([
  ...sameName.map((name) => [name, name === 'bmi1' ? 'BMI' : name.replace('.', '').toUpperCase()] as const),
  ...Object.entries(renamed),
])

/** The host's traits, in Placement's standard names. CPU features count under KVM only: emulation does not pass them on. */
export function hostTraits(
  type: DomainType,
  arch: string,
  cpuFeatures: readonly string[],
  machines: readonly DomainCapabilities[],
): string[] {
  const architecture = arch.toUpperCase()
  return [
    ...always,
    ...deviceTraits(machines),
    `HW_ARCH_${architecture}`,
    `COMPUTE_ARCH_${architecture}`,
    ...(type === 'kvm' ? ['COMPUTE_ADDRESS_SPACE_PASSTHROUGH', ...cpuTraits(cpuFeatures)] : []),
  ]
}

/** What at least one kind of machine can have. */
function deviceTraits(machines: readonly DomainCapabilities[]): string[] {
  const devices = Object.entries(offered).flatMap(([what, { prefix, names }]) =>
    names
      .filter((name) => machines.some((machine) => machine[what as keyof typeof offered].includes(name)))
      .map((name) => `${prefix}_${name.toUpperCase().replace(/[.-]/, '_')}`),
  )
  return [
    ...devices,
    ...(machines.some(({ secureBoot }) => secureBoot) ? ['COMPUTE_SECURITY_UEFI_SECURE_BOOT'] : []),
    ...(machines.some(({ memoryEncryption }) => memoryEncryption) ? ['HW_CPU_X86_AMD_SEV'] : []),
  ]
}

const cpuTraits = (features: readonly string[]): string[] =>
  features.flatMap((feature) => {
    const trait = traitNames.get(feature)
    return trait === undefined ? [] : [`HW_CPU_X86_${trait}`]
  })
