import { expect, test } from 'vitest'
import { CloudError } from '#platform/errors'
import { aSource } from './a-source.ts'
import { guestOptions } from './guest-options.ts'

const options = (...source: Parameters<typeof aSource>) => guestOptions(aSource(...source))

test('a plain flavor and image make the usual guest', () => {
  expect(options()).toMatchObject({
    diskBus: 'virtio',
    cdromBus: 'ide',
    firmware: { uefi: false, secureBoot: false, stateless: false },
    networkCards: { model: 'virtio', queues: 1, packedRing: false },
    randomness: { rate: undefined },
    serialPorts: 1,
    video: { model: 'virtio' },
  })
})

const q35 = { hw_machine_type: 'q35' }
const uefi = { hw_firmware_type: 'uefi' }

test.each([
  ['the image overrides', { 'hw:watchdog_action': 'reset' }, { hw_watchdog_action: 'pause' }, { watchdog: 'pause' }],
  ['the flavor overrides', { 'hw:viommu_model': 'intel' }, { ...q35, hw_viommu_model: 'virtio' }, { iommu: 'intel' }],
  ['both agree', { 'hw:pmu': 'yes' }, { hw_pmu: 'true' }, { pmu: true }],
  ['whoever hides wins', { 'hw:hide_hypervisor_id': 'no' }, { img_hide_hypervisor_id: 'yes' }, { hidden: true }],
  [
    'fewer serial ports than allowed',
    { 'hw:serial_port_count': '3' },
    { hw_serial_port_count: '2' },
    { serialPorts: 2 },
  ],
  ['q35 has SATA', {}, q35, { cdromBus: 'sata' }],
  ['words in capitals', {}, { os_type: 'Windows' }, { osType: 'windows' }],
  ['a TPM of the usual model', { 'hw:tpm_version': '2.0' }, {}, { tpm: { version: '2.0', model: 'tpm-tis' } }],
  ['secure boot that may be absent is absent', {}, { os_secure_boot: 'optional' }, { firmware: { secureBoot: false } }],
  ['no rate of 0 bytes', { 'hw_rng:rate_bytes': '0' }, {}, { randomness: { rate: undefined } }],
])('%s', (_, specs, properties, expected) => {
  expect(options(specs, properties)).toMatchObject(expected)
})

test('a guest of one CPU has one queue', () => {
  const specs = { 'hw:vif_multiqueue_enabled': 'yes' }
  expect(options(specs).networkCards.queues).toBe(4)
  expect(options(specs, {}, { vcpus: 1 }).networkCards.queues).toBe(1)
})

test.each([
  [
    { 'hw:pmu': 'yes' },
    { hw_pmu: 'no' },
    "The flavor's hw:pmu is true and the image's hw_pmu is false: they must agree",
  ],
  [{ 'hw:tpm_version': '1.2' }, { hw_tpm_version: '2.0' }, 'they must agree'],
  [{ 'hw:tpm_model': 'tpm-crb' }, {}, 'set hw:tpm_version'],
  [{ 'hw:tpm_version': '1.2', 'hw:tpm_model': 'tpm-crb' }, {}, 'take tpm-tis, or version 2.0'],
  [{ 'hw:watchdog_action': 'explode' }, {}, 'write one of none, pause, poweroff, reset, disabled'],
  [{ 'os:secure_boot': 'required' }, q35, 'that needs hw_firmware_type=uefi in the image'],
  [{ 'os:secure_boot': 'required' }, uefi, 'that needs hw_machine_type=q35 in the image'],
  [{}, { hw_firmware_stateless: 'yes' }, 'that needs hw_firmware_type=uefi beside it'],
  [{ 'hw:viommu_model': 'virtio' }, {}, 'that needs hw_machine_type=q35 in the image'],
  [{ 'hw:viommu_model': 'smmuv3' }, q35, 'that is of ARM machines'],
  [{ 'hw:mem_encryption': 'yes' }, q35, 'that needs hw_firmware_type=uefi in the image'],
  [{ 'hw:maxphysaddr_mode': 'emulate' }, {}, 'set hw:maxphysaddr_bits'],
  [{ 'hw:serial_port_count': '1' }, { hw_serial_port_count: '2' }, 'the flavor allows 1'],
  [{ 'hw:serial_port_count': '4' }, {}, 'a guest has at most 3'],
  [{ 'hw_video:ram_max_mb': '16' }, { hw_video_ram: '32' }, 'the flavor allows 16 MB'],
  [{ 'quota:disk_total_iops_sec': '9', 'quota:disk_read_iops_sec': '9' }, {}, 'limit either the total or the parts'],
  [{ 'quota:vif_inbound_burst': '9' }, {}, 'set quota:vif_inbound_average as well'],
  [{ 'quota:cpu_shares': '-1' }, {}, 'write a whole number, 0 or more'],
  [{ 'hw_rng:allowed': 'maybe' }, {}, 'write yes or no'],
  [{}, { ...q35, hw_disk_bus: 'ide' }, 'its machine q35 has no IDE'],
  [{}, { hw_vif_model: 'e1000,romfile=/etc/shadow' }, 'write one of virtio, e1000'],
  [{}, { hw_machine_type: "pc'/>" }, "write a machine's name"],
  [{}, { img_config_drive: 'perhaps' }, 'write one of optional, mandatory'],
  [{ 'pci_passthrough:alias': 'gpu:1' }, {}, 'no PCI device is offered to guests under that name. Leave it out'],
  [{ 'hw:redirected_usb_ports': '2' }, {}, 'that needs SPICE'],
  [{}, { hw_emulation_architecture: 'aarch64' }, 'guests are x86_64 here'],
])('the flavor %o and the image %o are refused as a bad request', (specs, properties, why) => {
  const refused = () => options(specs, properties)
  expect(refused).toThrow(why)
  expect(refused).toThrow(CloudError)
})
