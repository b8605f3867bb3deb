import type { DomainType } from './domain-xml/platform.ts'

/** What every guest of this driver can have. */
const always = [
  'COMPUTE_NODE',
  'COMPUTE_IMAGE_TYPE_AKI',
  'COMPUTE_IMAGE_TYPE_AMI',
  'COMPUTE_IMAGE_TYPE_ARI',
  'COMPUTE_IMAGE_TYPE_ISO',
  'COMPUTE_IMAGE_TYPE_QCOW2',
  'COMPUTE_IMAGE_TYPE_RAW',
  'COMPUTE_STORAGE_BUS_IDE',
  'COMPUTE_STORAGE_BUS_SATA',
  'COMPUTE_STORAGE_BUS_VIRTIO',
  'COMPUTE_NET_VIF_MODEL_E1000',
  'COMPUTE_NET_VIF_MODEL_VIRTIO',
  'COMPUTE_GRAPHICS_MODEL_BOCHS',
  'COMPUTE_GRAPHICS_MODEL_CIRRUS',
  'COMPUTE_GRAPHICS_MODEL_VGA',
  'COMPUTE_GRAPHICS_MODEL_VIRTIO',
]

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
export function hostTraits(type: DomainType, arch: string, cpuFeatures: readonly string[]): string[] {
  const architecture = arch.toUpperCase()
  const cpuTraits = cpuFeatures.flatMap((feature) => {
    const trait = traitNames.get(feature)
    return trait === undefined ? [] : [`HW_CPU_X86_${trait}`]
  })
  return [...always, `HW_ARCH_${architecture}`, `COMPUTE_ARCH_${architecture}`, ...(type === 'kvm' ? cpuTraits : [])]
}
