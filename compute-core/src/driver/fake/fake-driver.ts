import type { ComputeDriver, GuestSpec, PowerEvent } from '#driver/compute-driver'
import type { PowerState } from '#domain/server/power-state'
import type { ServerId } from '#platform/ids'
import { setTimeout as pause } from 'node:timers/promises'
import { fakeFacts, type FakeHost } from './fake-facts.ts'
import { fakeVncStream } from './fake-vnc-stream.ts'

/** How a fake host looks and how slowly it works; all of it has a default. */
export interface FakeDriverOptions extends FakeHost {
  /** How long each method takes; 0 is instant. */
  delayMs?: number
}

/** A method of the driver that can be told to fail. */
export type FakeMethod = Exclude<keyof ComputeDriver, 'name' | 'onPowerEvent' | 'close'>

/** A driver without a hypervisor: a test double that can be scripted, and a host for scale runs. */
export interface FakeDriver extends ComputeDriver {
  /** Makes the next call of `method` fail with `error`; several wait in line. */
  failNext(method: FakeMethod, error: Error): void
  /** The guest dies as if its process had been killed. */
  kill(serverId: ServerId): void
  /** The guest shuts itself down, as `poweroff` inside it would. */
  guestShutsDown(serverId: ServerId): void
  /** From now on the guest ignores the power button, as one without ACPI does. */
  ignoresPowerButton(serverId: ServerId): void
  /** What the guest was defined from last, or undefined where there is none. */
  specOf(serverId: ServerId): GuestSpec | undefined
  /** How often `method` was called, failures included. */
  callsOf(method: FakeMethod): number
}

interface FakeGuest {
  spec: GuestSpec
  power: PowerState
  ignoresPowerButton: boolean
}

/** A driver that keeps its guests in memory, instant unless `delayMs` says otherwise. */
export function fakeDriver(options: FakeDriverOptions = {}): FakeDriver {
  const guests = new Map<ServerId, FakeGuest>()
  const listeners = new Set<(event: PowerEvent) => void>()
  const script = callScript(options.delayMs ?? 0)

  const setPower = (serverId: ServerId, power: PowerState) => {
    const guest = guests.get(serverId)
    if (guest === undefined || guest.power === power) return
    guest.power = power
    const event: PowerEvent = { serverId, power, at: new Date() }
    for (const listener of listeners) listener(event)
  }
  const start = (spec: GuestSpec) => {
    const known = guests.get(spec.serverId)
    if (known?.power === 'running') return
    const ignoresPowerButton = known?.ignoresPowerButton ?? false
    guests.set(spec.serverId, { spec, power: 'shutdown', ignoresPowerButton })
    setPower(spec.serverId, 'running')
  }

  return {
    name: 'fake',
    ...script.handles,
    kill: (serverId) => setPower(serverId, 'shutdown'),
    guestShutsDown: (serverId) => setPower(serverId, 'shutdown'),
    ignoresPowerButton(serverId) {
      const guest = guests.get(serverId)
      if (guest !== undefined) guest.ignoresPowerButton = true
    },
    specOf: (serverId) => guests.get(serverId)?.spec,

    async facts() {
      await script.call('facts')
      return fakeFacts(options)
    },
    async listGuests() {
      await script.call('listGuests')
      return new Map(Array.from(guests, ([serverId, guest]) => [serverId, guest.power]))
    },
    async powerState(serverId) {
      await script.call('powerState')
      return guests.get(serverId)?.power
    },
    async spawn(guest) {
      await script.call('spawn')
      start(guest)
    },
    async destroy(serverId) {
      await script.call('destroy')
      setPower(serverId, 'shutdown')
      guests.delete(serverId)
    },
    async powerOn(guest) {
      await script.call('powerOn')
      start(guest)
    },
    async powerOff(serverId, graceMs) {
      await script.call('powerOff')
      if (graceMs > 0 && guests.get(serverId)?.ignoresPowerButton) await pause(graceMs)
      setPower(serverId, 'shutdown')
    },
    async softReboot(serverId, graceMs) {
      await script.call('softReboot')
      const guest = guests.get(serverId)
      if (guest?.power !== 'running') return false
      if (guest.ignoresPowerButton) {
        await pause(graceMs)
        return false
      }
      setPower(serverId, 'shutdown')
      setPower(serverId, 'running')
      return true
    },
    async hardReboot(guest) {
      await script.call('hardReboot')
      setPower(guest.serverId, 'shutdown')
      start(guest)
    },
    async copyDisk(serverId) {
      await script.call('copyDisk')
      return ['running', 'paused'].includes(guests.get(serverId)?.power ?? '')
    },
    async endCopy() {
      await script.call('endCopy')
    },
    async openVnc(serverId) {
      await script.call('openVnc')
      return guests.get(serverId)?.power === 'running' ? fakeVncStream() : undefined
    },
    onPowerEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      listeners.clear()
    },
  }
}

/** The delays and failures that a test or a scale run has asked for. */
function callScript(delayMs: number) {
  const failures = new Map<FakeMethod, Error[]>()
  const calls = new Map<FakeMethod, number>()
  return {
    handles: {
      failNext: (method: FakeMethod, error: Error) => {
        failures.set(method, [...(failures.get(method) ?? []), error])
      },
      callsOf: (method: FakeMethod) => calls.get(method) ?? 0,
    },
    async call(method: FakeMethod): Promise<void> {
      calls.set(method, (calls.get(method) ?? 0) + 1)
      if (delayMs > 0) await pause(delayMs)
      const error = failures.get(method)?.shift()
      if (error !== undefined) throw error
    },
  }
}
