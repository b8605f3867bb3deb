import { expect, test } from 'vitest'
import { cloudCapacity } from './cloud-capacity.ts'

const stock = (total: number, used: number, allocationRatio = 1, reserved = 0) => ({
  total,
  reserved,
  used,
  allocationRatio,
})

test('hosts are taken together by resource class, each promised as often as its own ratio says', () => {
  const [disk, vcpu] = cloudCapacity([
    { isInService: true, inventories: { VCPU: stock(8, 10, 4), DISK_GB: stock(100, 20, 1, 10) } },
    { isInService: true, inventories: { VCPU: stock(8, 2, 1.5, 1) } },
  ])
  expect(vcpu).toEqual({ resourceClass: 'VCPU', hosts: 2, total: 16, reserved: 1, used: 12, limit: 42, free: 30 })
  expect(disk).toMatchObject({ resourceClass: 'DISK_GB', hosts: 1, limit: 90, free: 70 })
})

test('what is left on a host that takes no servers is of no use, and nothing is left where more is promised than there is', () => {
  const [vcpu] = cloudCapacity([
    { isInService: false, inventories: { VCPU: stock(8, 0) } },
    { isInService: true, inventories: { VCPU: stock(8, 12) } },
    { isInService: true, inventories: { VCPU: stock(8, 3) } },
  ])
  expect(vcpu).toMatchObject({ limit: 24, used: 15, free: 5 })
})
