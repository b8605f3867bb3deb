import { writeCpuSet } from '#domain/guest-options/cpu-set'
import type { GuestOptions } from '#domain/guest-options/guest-options'
import { element, type Element } from './element.ts'
import type { CpuPins, Platform } from './platform.ts'

/** The guest's part of the host's CPUs, which of them are its own, and which of the guest's nothing may interrupt. */
export function cpuTune({ cpuTuning, cpuPolicy }: GuestOptions, { pins }: Platform): Element | undefined {
  const { shares, periodUs, quotaUs } = cpuTuning
  const { realtime } = cpuPolicy
  const children = [
    number('shares', shares),
    number('period', periodUs),
    number('quota', quotaUs),
    ...(pins === undefined ? [] : pinned(pins)),
    realtime.length > 0 && element('vcpusched', { vcpus: writeCpuSet(realtime), scheduler: 'fifo', priority: 1 }),
  ]
  return children.some(Boolean) ? element('cputune', {}, ...children) : undefined
}

const pinned = ({ vcpus, emulator }: CpuPins): Element[] => [
  ...Array.from(vcpus, ([vcpu, cpus]) => element('vcpupin', { vcpu, cpuset: writeCpuSet(cpus) })),
  element('emulatorpin', { cpuset: writeCpuSet(emulator) }),
]

/** How many CPUs the guest has, and where they run unless they are pinned one by one. */
export function vcpuCount(vcpus: number, { pins, sharedCpus }: Platform): Element {
  const cpuset = pins === undefined && sharedCpus !== undefined ? writeCpuSet(sharedCpus) : undefined
  return element('vcpu', { cpuset }, String(vcpus))
}

const number = (name: string, value: number | undefined) =>
  value === undefined ? undefined : element(name, {}, String(value))
