import { expect, test } from 'vitest'
import { cpusOfVcpus } from './guest-cpus.ts'

test('a guest is on the CPUs that its vCPUs are pinned to, wherever QEMU itself runs', () => {
  const xml = `<vcpu placement='static'>2</vcpu><cputune>
    <vcpupin vcpu='0' cpuset='5'/><vcpupin vcpu='1' cpuset='2-3'/><emulatorpin cpuset='0'/></cputune>`
  expect(cpusOfVcpus(xml)).toEqual([2, 3, 5])
})

test('a guest that shares is on the CPUs that are for all, and one of which nothing is said on any', () => {
  expect(cpusOfVcpus("<vcpu placement='static' cpuset='0-1,4'>2</vcpu>")).toEqual([0, 1, 4])
  expect(cpusOfVcpus("<vcpu placement='static'>2</vcpu>")).toEqual([])
})
