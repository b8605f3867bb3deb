import { expect, test } from 'vitest'
import { eachFigure, type GuestCounters } from './guest-figures.ts'
import { guestRates } from './guest-rates.ts'

/** A guest with two vCPUs that has run for an hour. */
const anHourIn = (what: Partial<GuestCounters> = {}): GuestCounters => ({
  vcpus: 2,
  cpuTimeNs: 3600e9,
  memoryUsedKib: 512 * 1024,
  diskReadBytes: 1e9,
  diskWriteBytes: 2e9,
  diskReadRequests: 1000,
  diskWriteRequests: 2000,
  rxBytes: 3e9,
  txBytes: 4e9,
  rxPackets: 3000,
  txPackets: 4000,
  ...what,
})

/** The same guest after 30 s more. */
const later = (what: Partial<GuestCounters> = {}) =>
  anHourIn({
    cpuTimeNs: 3600e9 + 15e9,
    memoryUsedKib: 768 * 1024,
    diskReadBytes: 1e9 + 30_000,
    diskWriteBytes: 2e9 + 60_000,
    diskReadRequests: 1003,
    diskWriteRequests: 2006,
    rxBytes: 3e9 + 90_000,
    txBytes: 4e9 + 120_000,
    rxPackets: 3009,
    txPackets: 4012,
    ...what,
  })

const nothing = eachFigure(() => null)

test('what a guest used is what its counters grew by, for each second', () => {
  expect(guestRates(anHourIn(), later(), 30_000)).toEqual({
    cpu_percent: 25,
    memory_mb: 768,
    disk_read_bytes_rate: 1000,
    disk_write_bytes_rate: 2000,
    disk_read_requests_rate: 0.1,
    disk_write_requests_rate: 0.2,
    rx_bytes_rate: 3000,
    tx_bytes_rate: 4000,
    rx_packets_rate: 0.3,
    tx_packets_rate: 0.4,
  })
})

test('at the first measurement only the memory is known', () => {
  expect(guestRates(undefined, anHourIn())).toEqual({ ...nothing, memory_mb: 512 })
})

test('a guest that was started since the last measurement has used what it has counted', () => {
  const young = anHourIn({ cpuTimeNs: 6e9, diskReadBytes: 300_000, rxPackets: 30 })
  expect(guestRates(undefined, young, 30_000)).toMatchObject({
    cpu_percent: 10,
    disk_read_bytes_rate: 10_000,
    rx_packets_rate: 1,
  })
})

test('of a guest that was there before and was only not seen, nothing is made up', () => {
  expect(guestRates(undefined, anHourIn(), 30_000)).toEqual({ ...nothing, memory_mb: 512 })
})

test('a reboot makes no rate negative: the counters of the guest that runs now begin at zero', () => {
  const rebooted = anHourIn({ cpuTimeNs: 3e9, diskReadBytes: 60_000, diskWriteBytes: 0, rxBytes: 0, txBytes: 30 })
  expect(guestRates(anHourIn(), rebooted, 30_000)).toMatchObject({
    cpu_percent: 5,
    disk_read_bytes_rate: 2000,
    disk_write_bytes_rate: 0,
    tx_bytes_rate: 1,
  })
})

test('a counter that goes back for another reason leaves a gap instead of a peak', () => {
  const figures = guestRates(later(), anHourIn(), 30_000)
  expect(figures).toEqual({ ...nothing, memory_mb: 512 })
})

test('what is not counted is not known, and leaves the rest alone', () => {
  const figures = guestRates(anHourIn({ rxBytes: null }), later({ diskReadBytes: null, memoryUsedKib: null }), 30_000)
  expect(figures).toMatchObject({
    cpu_percent: 25,
    memory_mb: null,
    disk_read_bytes_rate: null,
    disk_write_bytes_rate: 2000,
    rx_bytes_rate: null,
    tx_bytes_rate: 4000,
  })
})

test('no guest has more than all of its vCPUs', () => {
  expect(guestRates(anHourIn(), later({ cpuTimeNs: 3600e9 + 61e9 }), 30_000).cpu_percent).toBe(100)
})
