import { writeCpuSet } from '#domain/guest-options/cpu-set'
import type { GuestOptions } from '#domain/guest-options/guest-options'
import { element, type Element } from './element.ts'

/** The guest's part of the host's CPUs, and which of its own nothing may interrupt. */
export function cpuTune({ cpuTuning, cpuPolicy }: GuestOptions): Element | undefined {
  const { shares, periodUs, quotaUs } = cpuTuning
  const { realtime } = cpuPolicy
  const children = [
    number('shares', shares),
    number('period', periodUs),
    number('quota', quotaUs),
    realtime.length > 0 && element('vcpusched', { vcpus: writeCpuSet(realtime), scheduler: 'fifo', priority: 1 }),
  ]
  return children.some(Boolean) ? element('cputune', {}, ...children) : undefined
}

const number = (name: string, value: number | undefined) =>
  value === undefined ? undefined : element(name, {}, String(value))
