import type { HostId, ServerId } from '#platform/ids'
import type { HostAggregates } from './host-aggregates.ts'

/** How much of one kind a host has, keeps for itself, gives out for each that it has, and has given out. */
export interface Stock {
  total: number
  reserved: number
  allocationRatio: number
  used: number
  /** The most that one server may take. */
  maxUnit: number
}

/** What the scheduler reads of a host's facts; the driver's HostFacts has it all. */
export interface SchedulingFacts {
  hypervisorType: string
  hypervisorVersion: number
  cpuInfo: {
    arch: string
    model: string
    vendor: string
    topology: Readonly<Record<string, number>>
    features: readonly string[]
  }
  /** [architecture, hypervisor type, vm mode] */
  supportedInstances: readonly (readonly [string, string, string])[]
  traits: readonly string[]
  /** How many of its CPUs guests may have for themselves; undefined is none. */
  dedicatedCpus?: number
}

/** A host as the scheduler sees it: what it is, what it has left, who runs on it. */
export interface HostState {
  id: HostId
  name: string
  zone: string
  enabled: boolean
  /** Heard of within service_down_time, and not forced down. */
  up: boolean
  facts: SchedulingFacts
  vcpu: Stock
  ramMb: Stock
  diskGb: Stock
  serverIds: readonly ServerId[]
  aggregates: HostAggregates
  /** Servers there that are being built or otherwise keep its disks busy. */
  ioOps: number
}

/** What of `stock` is left to give out, overcommit counted; never below zero. */
export const free = ({ total, reserved, allocationRatio, used }: Stock): number =>
  Math.max(0, Math.floor((total - reserved) * allocationRatio) - used)
