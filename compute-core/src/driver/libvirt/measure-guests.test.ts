import { expect, test } from 'vitest'
import { countersOf } from './measure-guests.ts'

/** What libvirt says of a guest with two vCPUs, two disks and two cards. */
const said = (what: Record<string, number | string> = {}) =>
  new Map<string, number | string>(
    Object.entries({
      'balloon.current': 262_144,
      'balloon.maximum': 262_144,
      'balloon.rss': 300_000,
      'vcpu.current': 2,
      'vcpu.maximum': 2,
      'vcpu.0.time': 1000,
      'vcpu.1.time': 500,
      'net.count': 2,
      'net.0.name': 'tap0',
      'net.0.rx.bytes': 10,
      'net.0.rx.pkts': 1,
      'net.0.tx.bytes': 20,
      'net.0.tx.pkts': 2,
      'net.1.rx.bytes': 5,
      'block.count': 2,
      'block.0.name': 'vda',
      'block.0.rd.bytes': 100,
      'block.0.rd.reqs': 3,
      'block.0.wr.bytes': 200,
      'block.0.wr.reqs': 4,
      'block.1.rd.bytes': 11,
      'block.1.rd.reqs': 1,
      ...what,
    }),
  )

test('the disks, cards and vCPUs of a guest are taken together', () => {
  expect(countersOf(said())).toEqual({
    vcpus: 2,
    cpuTimeNs: 1500,
    memoryUsedKib: 262_144,
    diskReadBytes: 111,
    diskWriteBytes: 200,
    diskReadRequests: 4,
    diskWriteRequests: 4,
    rxBytes: 15,
    txBytes: 20,
    rxPackets: 1,
    txPackets: 2,
  })
})

test('the memory in use is what the guest says, where it does', () => {
  const { memoryUsedKib } = countersOf(said({ 'balloon.available': 240_000, 'balloon.usable': 200_000 }))
  expect(memoryUsedKib).toBe(40_000)
  expect(countersOf(said({ 'balloon.available': 240_000, 'balloon.unused': 190_000 })).memoryUsedKib).toBe(50_000)
  expect(countersOf(said({ 'balloon.rss': 90_000 })).memoryUsedKib).toBe(90_000)
})

test('a guest without a card has sent nothing; one that is busy is not known to have read nothing', () => {
  const figures = said({ 'net.count': 0 })
  for (const name of figures.keys()) if (/^block\.\d/.test(name)) figures.delete(name)
  figures.delete('balloon.rss')
  expect(countersOf(figures)).toMatchObject({ rxBytes: 0, diskReadBytes: null, memoryUsedKib: null, cpuTimeNs: 1500 })
})
