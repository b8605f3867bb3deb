import { guestOptions } from './guest-options.ts'
import type { GuestOptionSource } from './option-text.ts'

/** What a host must be, and must not be, for a guest; in Placement's names. */
export interface NeededTraits {
  required: ReadonlySet<string>
  forbidden: ReadonlySet<string>
}

/** What flavor and image ask for by name, and what their hardware options need that not every host has. */
export function neededTraits(source: GuestOptionSource): NeededTraits {
  const asked = [...named(source.flavor.extraSpecs), ...named(source.imageProperties)]
  const withVerdict = (verdict: string) => asked.filter(([, said]) => said === verdict).map(([trait]) => trait)
  const { threadPolicy } = guestOptions(source).cpuPolicy
  return {
    required: new Set([...withVerdict('required'), ...implied(source)]),
    forbidden: new Set([...withVerdict('forbidden'), ...(threadPolicy === 'isolate' ? ['HW_CPU_HYPERTHREADING'] : [])]),
  }
}

function implied(source: GuestOptionSource): string[] {
  const { tpm, firmware, addressSpace, memoryEncryption, cpuPolicy, sound } = guestOptions(source)
  return [
    tpm && `COMPUTE_SECURITY_TPM_${tpm.version.replace('.', '_')}`,
    tpm && `COMPUTE_SECURITY_${tpm.model.toUpperCase().replace('-', '_')}`,
    firmware.secureBoot && 'COMPUTE_SECURITY_UEFI_SECURE_BOOT',
    sound && `COMPUTE_SOUND_MODEL_${sound.toUpperCase()}`,
    addressSpace && addressSpaces[addressSpace.mode],
    memoryEncryption && encryptions[memoryEncryption],
    cpuPolicy.threadPolicy === 'require' && 'HW_CPU_HYPERTHREADING',
  ].filter((trait) => typeof trait === 'string')
}

const addressSpaces = {
  passthrough: 'COMPUTE_ADDRESS_SPACE_PASSTHROUGH',
  emulate: 'COMPUTE_ADDRESS_SPACE_EMULATED',
} as const

const encryptions = {
  'amd-sev': 'HW_CPU_X86_AMD_SEV',
  'amd-sev-es': 'HW_CPU_X86_AMD_SEV_ES',
  'amd-sev-snp': 'HW_CPU_X86_AMD_SEV_SNP',
} as const

const named = (from: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(from).flatMap(([key, value]) =>
    key.startsWith('trait:') ? [[key.slice('trait:'.length), value]] : [],
  )
