import { expect, test } from 'vitest'
import { ratesBetween, type Figures } from './diagnostics-rates.ts'

const figures = (factor: number): Figures => ({
  state: 'running',
  driver: 'libvirt',
  hypervisor: 'kvm',
  hypervisorOs: 'linux',
  uptimeSeconds: 60,
  memoryMaximumMb: 512,
  memoryUsedMb: 512,
  cpus: [{ id: 0, timeNs: 1e9 * factor, utilisationPercent: null }],
  disks: [{ id: 0, readBytes: 300 * factor, readRequests: 3 * factor, writeBytes: 0, writeRequests: 0, errors: 0 }],
  nics: [
    {
      mac: 'fa:16:3e:00:00:01',
      rxBytes: 60 * factor,
      rxPackets: 6 * factor,
      rxErrors: 0,
      rxDropped: 0,
      txBytes: null,
      txPackets: null,
      txErrors: null,
      txDropped: null,
    },
  ],
})

test('a rate is what a counter grew by in a second', () => {
  const { cpus, disks, nics } = ratesBetween(figures(1), figures(2), 3)
  expect(cpus).toMatchObject([{ id: 0, timeNs: 1e9 / 3 }])
  expect(disks).toMatchObject([{ id: 0, readBytes: 100, readRequests: 1, writeBytes: 0 }])
  expect(nics).toMatchObject([{ mac: 'fa:16:3e:00:00:01', rxBytes: 20, rxPackets: 2, txBytes: null }])
})

test('nothing is known from one answer alone, nor of a guest that was started anew', () => {
  expect(ratesBetween(null, figures(2), 3).disks).toMatchObject([{ readBytes: null }])
  expect(ratesBetween(figures(2), figures(1), 3).cpus).toMatchObject([{ timeNs: null }])
})
