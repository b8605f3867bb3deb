import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { cardBytes, cpuTimes, diskBytes, measureHost } from './measure-host.ts'

test('the CPUs of a host worked, waited for disks or were idle', () => {
  expect(cpuTimes('cpu  100 5 50 800 40 3 2 0 60 0\ncpu0 1 1 1 1\n')).toEqual({ busy: 160, waiting: 40, all: 1000 })
  expect(cpuTimes('')).toBeNull()
})

test('bytes of disks are of whole ones that are hardware', () => {
  const said = `   7       0 loop0 9 0 900 0 0 0 0 0 0 0 0
   8       0 sda 100 0 2000 10 50 0 4000 20 0 0 0
   8       1 sda1 100 0 2000 10 50 0 4000 20 0 0 0
 259       0 nvme0n1 1 0 10 0 1 0 20 0 0 0 0`
  expect(diskBytes(said, ['sda', 'nvme0n1'])).toEqual({ diskReadBytes: 2010 * 512, diskWriteBytes: 4020 * 512 })
  expect(diskBytes(said, [])).toEqual({ diskReadBytes: null, diskWriteBytes: null })
})

test('bytes of the network are of cards that are hardware: what goes over a bridge goes over one of them, or stays here', () => {
  const said = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 5000 10 0 0 0 0 0 0 5000 10 0 0 0 0 0 0
  eth0: 700 7 0 0 0 0 0 0 900 9 0 0 0 0 0 0
  tap1:300 3 0 0 0 0 0 0 200 2 0 0 0 0 0 0`
  expect(cardBytes(said, ['eth0'])).toEqual({ rxBytes: 700, txBytes: 900 })
  expect(cardBytes(said, [])).toEqual({ rxBytes: null, txBytes: null })
})

test('this machine can be measured', async () => {
  const { cpu, load, memoryUsedMb, diskUsedGb } = await measureHost(tmpdir())
  expect(cpu!.all).toBeGreaterThan(cpu!.busy)
  expect(load).toBeGreaterThanOrEqual(0)
  expect(memoryUsedMb).toBeGreaterThan(0)
  expect(diskUsedGb).toBeGreaterThan(0)
})
