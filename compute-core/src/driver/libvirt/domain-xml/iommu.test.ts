import { expect, test } from 'vitest'
import { optionsOf, xmlOf } from './a-server.ts'
import { iommu } from './iommu.ts'

const imageProperties = { hw_machine_type: 'q35' }

test("Intel's unit has all its abilities", () => {
  const options = optionsOf({ imageProperties, extraSpecs: { 'hw:viommu_model': 'intel' } })
  expect(xmlOf(iommu(options, 4))).toMatchInlineSnapshot(`
    "<iommu model='intel'>
      <driver intremap='on' caching_mode='on' iotlb='on' aw_bits='48'/>
    </iommu>
    "
  `)
  expect(xmlOf(iommu(options, 256))).toContain("eim='on'")
})

test('without a preference it is the virtio one, which every guest can have', () => {
  const options = optionsOf({ imageProperties, extraSpecs: { 'hw:viommu_model': 'auto' } })
  expect(xmlOf(iommu(options, 4))).toMatchInlineSnapshot(`
    "<iommu model='virtio'/>
    "
  `)
})

test('a plain guest has none', () => {
  expect(iommu(optionsOf(), 4)).toBeUndefined()
})
