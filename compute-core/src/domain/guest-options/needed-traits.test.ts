import { expect, test } from 'vitest'
import { aSource } from './a-source.ts'
import { neededTraits } from './needed-traits.ts'

function traits(...source: Parameters<typeof aSource>) {
  const { required, forbidden } = neededTraits(aSource(...source))
  return [...[...required].toSorted(), ...[...forbidden].toSorted().map((trait) => `!${trait}`)]
}

const secure = { hw_firmware_type: 'uefi', hw_machine_type: 'q35' }
const dedicated = { 'hw:cpu_policy': 'dedicated' }

test.each([
  ['a plain guest needs nothing', {}, {}, []],
  [
    'what is named',
    { 'trait:CUSTOM_GOLD': 'required', 'trait:CUSTOM_OLD': 'forbidden' },
    {},
    ['CUSTOM_GOLD', '!CUSTOM_OLD'],
  ],
  ['an image may name it too', {}, { 'trait:CUSTOM_GOLD': 'required' }, ['CUSTOM_GOLD']],
  [
    'a TPM',
    { 'hw:tpm_version': '2.0', 'hw:tpm_model': 'tpm-crb' },
    {},
    ['COMPUTE_SECURITY_TPM_2_0', 'COMPUTE_SECURITY_TPM_CRB'],
  ],
  ['secure boot', { 'os:secure_boot': 'required' }, secure, ['COMPUTE_SECURITY_UEFI_SECURE_BOOT']],
  ['a sound card', {}, { hw_sound_model: 'ich9' }, ['COMPUTE_SOUND_MODEL_ICH9']],
  ['memory hidden from the host', { 'hw:mem_encryption': 'yes' }, secure, ['HW_CPU_X86_AMD_SEV']],
  ["the host's own addresses", { 'hw:maxphysaddr_mode': 'passthrough' }, {}, ['COMPUTE_ADDRESS_SPACE_PASSTHROUGH']],
  ['threads', { ...dedicated, 'hw:cpu_thread_policy': 'require' }, {}, ['HW_CPU_HYPERTHREADING']],
  ['no threads', { ...dedicated, 'hw:cpu_thread_policy': 'isolate' }, {}, ['!HW_CPU_HYPERTHREADING']],
])('%s', (_, specs, properties, expected) => {
  expect(traits(specs, properties)).toEqual(expected)
})
