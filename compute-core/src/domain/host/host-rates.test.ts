import { expect, test } from 'vitest'
import type { HostCounters } from './host-figures.ts'
import { hostRates } from './host-rates.ts'

const counters = (what: Partial<HostCounters> = {}): HostCounters => ({
  cpu: { busy: 1000, waiting: 100, all: 4000 },
  load: 1.237,
  memoryUsedMb: 8192,
  diskUsedGb: 40,
  diskReadBytes: 1000,
  diskWriteBytes: 2000,
  rxBytes: 3000,
  txBytes: 4000,
  ...what,
})

const later = (what: Partial<HostCounters> = {}) =>
  counters({
    cpu: { busy: 1030, waiting: 106, all: 4120 },
    diskReadBytes: 4000,
    diskWriteBytes: 2000,
    rxBytes: 33_000,
    txBytes: 4030,
    ...what,
  })

test('what was in use of a host is what its counters grew by', () => {
  expect(hostRates(counters(), later(), 30_000)).toEqual({
    cpu_percent: 25,
    iowait_percent: 5,
    load: 1.24,
    memory_mb: 8192,
    disk_gb: 40,
    disk_read_bytes_rate: 100,
    disk_write_bytes_rate: 0,
    rx_bytes_rate: 1000,
    tx_bytes_rate: 1,
  })
})

test('at the first measurement only what stands by itself is known', () => {
  expect(hostRates(undefined, counters())).toMatchObject({
    cpu_percent: null,
    iowait_percent: null,
    load: 1.24,
    memory_mb: 8192,
    tx_bytes_rate: null,
  })
})

test('counters that went back leave a gap, and nothing is negative', () => {
  const restarted = counters({ cpu: { busy: 5, waiting: 0, all: 20 }, rxBytes: 0 })
  expect(hostRates(later(), restarted, 30_000)).toMatchObject({ cpu_percent: null, rx_bytes_rate: null })
  const corrected = later({ cpu: { busy: 1030, waiting: 90, all: 4120 } })
  expect(hostRates(counters(), corrected, 30_000)).toMatchObject({ cpu_percent: 25, iowait_percent: 0 })
})

test('what a host does not count is not known, and leaves the rest alone', () => {
  const figures = hostRates(counters({ rxBytes: null }), later({ cpu: null, load: null }), 30_000)
  expect(figures).toMatchObject({ cpu_percent: null, load: null, rx_bytes_rate: null, tx_bytes_rate: 1 })
})
