import { expect, test } from 'vitest'
import { whyNotConnected } from './why-not-connected.ts'

test.each([
  ["Failed to connect socket to '/run/libvirt/libvirt-sock': No such file or directory.", 'libvirtd -d'],
  ["Failed to connect socket to '/run/libvirt/libvirt-sock': Connection refused.", 'systemctl start libvirtd'],
  ["Failed to connect socket to '/run/libvirt/libvirt-sock': Permission denied.", 'group libvirt'],
  ['authentication unavailable: no polkit agent available.', 'Run as root'],
  ['End of file while reading data: Input/output error.', 'Try again'],
  ['no connection driver available for xen:///.', 'Check LIBVIRT_URI'],
  ['', 'libvirt gave no reason'],
])('%s', (message, cure) => {
  expect(whyNotConnected('qemu:///system', message)).toContain(cure)
})

test.each([
  "Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory.",
  'no connection driver available for nonsense:///.',
  '',
])('an address of no hypervisor that we know is the reason, whether libvirtd runs or not: %s', (message) => {
  expect(whyNotConnected('nonsense:///', message)).toContain('Check LIBVIRT_URI (it is nonsense:///)')
})
