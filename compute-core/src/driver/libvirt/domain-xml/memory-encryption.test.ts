import { expect, test } from 'vitest'
import { aPlatform, aServer, optionsOf, xmlOf } from './a-server.ts'
import { disks } from './disk.ts'
import { memoryBalloon } from './memory-balloon.ts'
import { launchSecurity, throughIommu } from './memory-encryption.ts'
import { video } from './screen.ts'

const imageProperties = { hw_firmware_type: 'uefi', hw_machine_type: 'q35' }

test.each([
  ['amd-sev', 'sev', '0x0033'],
  ['amd-sev-es', 'sev', '0x0037'],
  ['amd-sev-snp', 'sev-snp', '0x00030000'],
])('memory encrypted as %s', (model, type, policy) => {
  const extraSpecs = { 'hw:mem_encryption': 'true', 'hw:mem_encryption_model': model }
  expect(xmlOf(launchSecurity(optionsOf({ imageProperties, extraSpecs })))).toBe(
    `<launchSecurity type='${type}'>\n  <policy>${policy}</policy>\n</launchSecurity>\n`,
  )
})

test('a plain guest hides nothing', () => {
  expect(launchSecurity(optionsOf())).toBeUndefined()
})

test('virtio devices of such a guest go through its IOMMU, others are as they were', () => {
  const guest = aServer({
    disks: [
      { source: '/d/root', format: 'qcow2', device: 'disk' },
      { source: '/d/config', format: 'raw', device: 'cdrom' },
    ],
  })
  const [root, cd] = disks(guest, optionsOf(), aPlatform('kvm')).map(throughIommu)
  expect(xmlOf(root)).toContain("discard='unmap' iommu='on'/>")
  expect(xmlOf(cd)).not.toContain('iommu')
  expect(xmlOf(throughIommu(memoryBalloon()), throughIommu(video(optionsOf(), aPlatform('kvm'))!)))
    .toMatchInlineSnapshot(`
    "<memballoon model='virtio'>
      <driver iommu='on'/>
      <stats period='10'/>
    </memballoon>
    <video>
      <driver iommu='on'/>
      <model type='virtio'/>
    </video>
    "
  `)
})
