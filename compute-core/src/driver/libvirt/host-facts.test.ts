import { expect, test } from 'vitest'
import { readCapabilities } from './capabilities.ts'
import { readDomainCapabilities } from './domain-capabilities.ts'
import { hostTraits } from './host-traits.ts'

const xml = `<capabilities>
  <host><cpu>
    <arch>x86_64</arch><model>EPYC</model><vendor>AMD</vendor>
    <feature name='aes'/><feature name='sse4.2'/><feature name='bmi1'/><feature name='unheard-of'/>
  </cpu><topology><cells num='2'><cell id='0'><memory unit='KiB'>2048000</memory><pages unit='KiB' size='4'>512000</pages><cpus num='2'>
    <cpu id='0' core_id='0' siblings='0,2-3'/><cpu id='1' core_id='1' siblings='1'/>
  </cpus></cell><cell id='1'><memory unit='KiB'>1024000</memory><cpus num='0'></cpus></cell></cells></topology></host>
  <guest><os_type>hvm</os_type><arch name='x86_64'>
    <domain type='qemu'/><domain type='kvm'><emulator>/usr/bin/qemu</emulator></domain>
  </arch></guest>
</capabilities>`

test("libvirt's capabilities tell the CPU and what guests can be", () => {
  expect(readCapabilities(xml)).toEqual({
    arch: 'x86_64',
    model: 'EPYC',
    vendor: 'AMD',
    features: ['aes', 'sse4.2', 'bmi1', 'unheard-of'],
    cpus: [
      { id: 0, siblings: [0, 2, 3] },
      { id: 1, siblings: [1] },
    ],
    cells: [
      { id: 0, memoryMb: 2000, cpus: [0, 1] },
      { id: 1, memoryMb: 1000, cpus: [] },
    ],
    guests: [
      ['x86_64', 'qemu', 'hvm'],
      ['x86_64', 'kvm', 'hvm'],
    ],
  })
})

test('what libvirt does not say is empty, not missing', () => {
  expect(readCapabilities('<capabilities/>')).toEqual({
    arch: 'x86_64',
    model: '',
    vendor: '',
    features: [],
    cpus: [],
    cells: [],
    guests: [],
  })
})

test('CPU features are traits under KVM', () => {
  const traits = hostTraits('kvm', 'x86_64', ['aes', 'sse4.2', 'bmi1', 'unheard-of'], [])
  expect(traits).toEqual(
    expect.arrayContaining(['HW_CPU_X86_AESNI', 'HW_CPU_X86_SSE42', 'HW_CPU_X86_BMI', 'HW_ARCH_X86_64']),
  )
  expect(traits.filter((trait) => trait.startsWith('HW_CPU_'))).toHaveLength(3)
})

test('an emulated guest does not see the CPU, so it is no trait', () => {
  expect(hostTraits('qemu', 'x86_64', ['aes'], []).filter((trait) => trait.startsWith('HW_CPU_'))).toEqual([])
})

const enumOf = (name: string, ...values: string[]) =>
  `<enum name='${name}'>${values.map((value) => `<value>${value}</value>`).join('')}</enum>`

const machine = `<domainCapabilities>
  <os supported='yes'><loader supported='yes'>${enumOf('secure', 'yes', 'no')}</loader></os>
  <devices>
    <disk supported='yes'>${enumOf('diskDevice', 'disk')}${enumOf('bus', 'scsi', 'sata', 'xen')}</disk>
    <video supported='yes'>${enumOf('modelType', 'bochs', 'ramfb')}</video>
    <tpm supported='yes'>
      ${enumOf('model', 'tpm-crb')}${enumOf('backendModel', 'emulator')}${enumOf('backendVersion', '2.0')}
    </tpm>
  </devices>
  <features><sev supported='no'/></features>
</domainCapabilities>`

const devicesOf = (xml: string) =>
  hostTraits('qemu', 'x86_64', [], [readDomainCapabilities(xml)]).filter((trait) =>
    /STORAGE_BUS|GRAPHICS|SECURITY|SEV/.test(trait),
  )

test("what libvirt's machines can have are traits, where Placement has a name for it", () => {
  expect(devicesOf(machine)).toEqual([
    'COMPUTE_STORAGE_BUS_SATA',
    'COMPUTE_STORAGE_BUS_SCSI',
    'COMPUTE_GRAPHICS_MODEL_BOCHS',
    'COMPUTE_SECURITY_TPM_CRB',
    'COMPUTE_SECURITY_TPM_2_0',
    'COMPUTE_SECURITY_UEFI_SECURE_BOOT',
  ])
})

test("a TPM that only passes the host's own on is none for guests", () => {
  expect(devicesOf(machine.replace('emulator', 'passthrough')).join()).not.toContain('TPM')
})
