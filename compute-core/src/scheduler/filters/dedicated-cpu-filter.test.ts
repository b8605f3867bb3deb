import { expect, test } from 'vitest'
import { aHostRequest, aHostState } from '../../../test/support/a-host-state.ts'
import { dedicatedCpuFilter } from './dedicated-cpu-filter.ts'

function verdict(extraSpecs: Record<string, string>, dedicatedCpus?: number) {
  const host = aHostState()
  const request = aHostRequest()
  return dedicatedCpuFilter.check(
    { ...host, facts: { ...host.facts, ...(dedicatedCpus !== undefined && { dedicatedCpus }) } },
    { ...request, flavor: { ...request.flavor, vcpus: 2, extraSpecs } },
  )
}

const dedicated = { 'hw:cpu_policy': 'dedicated' }

test('a guest that shares fits everywhere', () => {
  expect(verdict({})).toEqual({ fits: true })
})

test('one with CPUs of its own fits where there are as many', () => {
  expect(verdict(dedicated, 2)).toEqual({ fits: true })
  expect(verdict(dedicated)).toEqual({ fits: false, because: 'needs 2 dedicated CPUs, has 0' })
})

test("QEMU's own threads count where they are to be isolated", () => {
  const specs = { ...dedicated, 'hw:emulator_threads_policy': 'isolate' }
  expect(verdict(specs, 2)).toEqual({ fits: false, because: 'needs 3 dedicated CPUs, has 2' })
})
