import type { ComputeDriver, GuestNic, GuestSpec, PowerEvent } from '#driver/compute-driver'
import type { PowerState } from '#domain/server/power-state'
import { conflict } from '#platform/errors'
import { newId, type ServerId } from '#platform/ids'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { callScript, type FakeMethod } from './call-script.ts'
import { cellsOf, fakeFacts, type FakeHost } from './fake-facts.ts'
import { fakeHostLoad } from './fake-host-load.ts'
import { fakeDiagnostics } from './fake-diagnostics.ts'
import { fakeCounters } from './fake-load.ts'
import { fakeSerialStream } from './fake-serial-stream.ts'
import { fakeVncStream } from './fake-vnc-stream.ts'

/** How a fake host looks and how slowly it works; all of it has a default. */
export interface FakeDriverOptions extends FakeHost {
  /** How long each method takes; 0 is instant. */
  delayMs?: number
}

/** A driver without a hypervisor: a test double that can be scripted, and a host for scale runs. */
export interface FakeDriver extends ComputeDriver {
  /** The power of the guests that are here, as `listGuests` tells it. */
  readonly guests: ReadonlyMap<ServerId, PowerState>
  /** Makes the next call of `method` fail with `error`; several wait in line. */
  failNext(method: FakeMethod, error: Error): void
  /** The guest dies as if its process had been killed. */
  kill(serverId: ServerId): void
  /** The guest shuts itself down, as `poweroff` inside it would. */
  guestShutsDown(serverId: ServerId): void
  /** The host is switched off and on: its guests have no power. */
  boot(): void
  /** From now on the guest ignores the power button, as one without ACPI does. */
  ignoresPowerButton(serverId: ServerId): void
  /** What the guest was defined from last, or undefined where there is none. */
  specOf(serverId: ServerId): GuestSpec | undefined
  /** Whether the guest's memory is kept for `resume`. */
  isSaved(serverId: ServerId): boolean
  /** How many non-maskable interrupts the guest has seen since it was started. */
  nmisOf(serverId: ServerId): number
  /** The password that the guest's user was given last. */
  passwordOf(serverId: ServerId, user: string): string | undefined
  /** How often `method` was called, failures included. */
  callsOf(method: FakeMethod): number
}

interface FakeGuest {
  spec: GuestSpec
  /** The host's CPUs that are its own. */
  pins: readonly number[]
  power: PowerState
  ignoresPowerButton: boolean
  /** It was suspended: switched off, with its memory kept. */
  isSaved: boolean
  /** When its processors have worked since it was started; the last span goes on while the guest runs. */
  worked: (readonly [from: Date, to?: Date])[]
  nmis: number
  passwords: Map<string, string>
  /** The consoles that are open; they end when the guest is switched off, as QEMU's do. */
  consoles: Set<Duplex>
}

/** A driver that keeps its guests in memory, instant unless `delayMs` says otherwise. */
export function fakeDriver(options: FakeDriverOptions = {}): FakeDriver {
  const guests = new Map<ServerId, FakeGuest>()
  const listeners = new Set<(event: PowerEvent) => void>()
  const script = callScript(options.delayMs ?? 0)
  const hostLoad = fakeHostLoad(options)
  let bootId = newId<string>()

  const powers = () => new Map(Array.from(guests, ([serverId, { power }]) => [serverId, power]))
  const tick = ({ power, worked }: FakeGuest) => {
    const last = worked.at(-1)
    const isWorking = last !== undefined && last[1] === undefined
    if (power === 'running' && !isWorking) worked.push([new Date()])
    if (power !== 'running' && isWorking) worked[worked.length - 1] = [last[0], new Date()]
  }
  const counted = ({ spec, worked }: FakeGuest) => {
    const now = new Date()
    return fakeCounters(
      spec,
      worked.map(([from, to = now]) => [from, to] as const),
      now,
    )
  }
  const measured = () => {
    const withPower = [...guests].filter(([, { power }]) => power === 'running' || power === 'paused')
    return new Map(withPower.map(([serverId, guest]) => [serverId, counted(guest)]))
  }
  /** As many as the flavor of now has; what the guest had before it keeps. */
  const pinsFor = (spec: GuestSpec, before: readonly number[] = []): number[] => {
    if (spec.extraSpecs['hw:cpu_policy'] !== 'dedicated') return []
    const others = [...guests].filter(([serverId]) => serverId !== spec.serverId)
    const taken = new Set(others.flatMap(([, { pins }]) => pins).concat(before))
    const free = cellsOf(options).flatMap(({ dedicatedCpus }) => dedicatedCpus.filter((cpu) => !taken.has(cpu)))
    return [...before, ...free].slice(0, spec.vcpus)
  }
  const setPower = (serverId: ServerId, power: PowerState) => {
    const guest = guests.get(serverId)
    if (guest === undefined || guest.power === power) return
    guest.power = power
    tick(guest)
    if (power === 'shutdown') for (const console of guest.consoles) console.push(null)
    const event: PowerEvent = { serverId, power, at: new Date() }
    for (const listener of listeners) listener(event)
  }
  const start = (spec: GuestSpec) => {
    const known = guests.get(spec.serverId)
    if (known?.power === 'running' || known?.power === 'paused') return
    const ignoresPowerButton = known?.ignoresPowerButton ?? false
    const isSaved = false
    const born = { worked: [], nmis: 0, passwords: new Map<string, string>() }
    const memory = known?.isSaved ? { worked: known.worked, nmis: known.nmis, passwords: known.passwords } : born
    const consoles = new Set<Duplex>()
    const pins = pinsFor(spec, known?.pins)
    guests.set(spec.serverId, { spec, pins, power: 'shutdown', ignoresPowerButton, isSaved, consoles, ...memory })
    setPower(spec.serverId, 'running')
  }

  const untilOff = async (serverId: ServerId, graceMs: number, graceEnded?: AbortSignal) => {
    const off = new AbortController()
    const listener = (event: PowerEvent) => {
      if (event.serverId === serverId && event.power === 'shutdown') off.abort()
    }
    listeners.add(listener)
    const signal = graceEnded ? AbortSignal.any([off.signal, graceEnded]) : off.signal
    await pause(graceMs, undefined, { signal }).catch(() => undefined)
    listeners.delete(listener)
  }

  const plug = (
    serverId: ServerId,
    change: (others: readonly GuestNic[]) => readonly GuestNic[],
    { mac }: GuestNic,
  ) => {
    const guest = guests.get(serverId)
    if (guest === undefined) return
    guest.spec = { ...guest.spec, nics: change(guest.spec.nics.filter((nic) => nic.mac !== mac)) }
  }

  const running = (serverId: ServerId, ...also: PowerState[]): FakeGuest => {
    const guest = guests.get(serverId)
    if (guest !== undefined && ['running', ...also].includes(guest.power)) return guest
    throw conflict(`The guest of instance ${serverId} does not run.`, 'Start it.')
  }

  const consoleOf = (serverId: ServerId, open: () => Duplex, ...powers: PowerState[]): Duplex | undefined => {
    const guest = guests.get(serverId)
    if (guest === undefined || !powers.includes(guest.power)) return undefined
    const console = open()
    guest.consoles.add(console)
    console.once('close', () => guest.consoles.delete(console))
    return console
  }

  return {
    name: 'fake',
    ...script.handles,
    get guests() {
      return powers()
    },
    kill: (serverId) => setPower(serverId, 'shutdown'),
    guestShutsDown: (serverId) => setPower(serverId, 'shutdown'),
    boot() {
      bootId = newId<string>()
      // Nobody is there to tell of it: what they are now is found at the next report.
      for (const guest of guests.values()) {
        guest.power = 'shutdown'
        tick(guest)
      }
    },
    ignoresPowerButton(serverId) {
      const guest = guests.get(serverId)
      if (guest !== undefined) guest.ignoresPowerButton = true
    },
    specOf: (serverId) => guests.get(serverId)?.spec,
    isSaved: (serverId) => guests.get(serverId)?.isSaved ?? false,
    nmisOf: (serverId) => guests.get(serverId)?.nmis ?? 0,
    passwordOf: (serverId, user) => guests.get(serverId)?.passwords.get(user),

    async facts() {
      await script.call('facts')
      return { ...fakeFacts(options), bootId }
    },
    async listGuests() {
      await script.call('listGuests')
      return powers()
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
    async powerOff(serverId, graceMs, graceEnded) {
      await script.call('powerOff')
      if (graceMs > 0 && guests.get(serverId)?.ignoresPowerButton) await untilOff(serverId, graceMs, graceEnded)
      setPower(serverId, 'shutdown')
    },
    async softReboot(serverId, graceMs, graceEnded) {
      await script.call('softReboot')
      const guest = guests.get(serverId)
      if (guest?.power !== 'running') return false
      if (guest.ignoresPowerButton) await untilOff(serverId, graceMs, graceEnded)
      else setPower(serverId, 'shutdown')
      if (guests.get(serverId)?.power === 'running') return false
      guest.worked = []
      setPower(serverId, 'running')
      return true
    },
    async attachNic({ serverId }, nic) {
      await script.call('attachNic')
      plug(serverId, (nics) => [...nics, nic], nic)
    },
    async detachNic({ serverId }, nic) {
      await script.call('detachNic')
      plug(serverId, (nics) => nics, nic)
    },
    async updateNic(serverId, nic) {
      await script.call('updateNic')
      const guest = guests.get(serverId)
      if (guest === undefined) return
      guest.spec = { ...guest.spec, nics: guest.spec.nics.map((one) => (one.mac === nic.mac ? nic : one)) }
    },
    async hardReboot(guest) {
      await script.call('hardReboot')
      setPower(guest.serverId, 'shutdown')
      const known = guests.get(guest.serverId)
      if (known !== undefined) known.isSaved = false
      start(guest)
    },
    async copyDisk(serverId) {
      await script.call('copyDisk')
      return ['running', 'paused'].includes(guests.get(serverId)?.power ?? '')
    },
    async endCopy() {
      await script.call('endCopy')
    },
    async pause(serverId) {
      await script.call('pause')
      running(serverId, 'paused')
      setPower(serverId, 'paused')
    },
    async unpause(serverId) {
      await script.call('unpause')
      running(serverId, 'paused')
      setPower(serverId, 'running')
    },
    async suspend(serverId) {
      await script.call('suspend')
      if (guests.get(serverId)?.isSaved) return
      running(serverId, 'paused').isSaved = true
      setPower(serverId, 'shutdown')
    },
    async resume(guest) {
      await script.call('resume')
      start(guest)
    },
    async injectNmi(serverId) {
      await script.call('injectNmi')
      running(serverId, 'paused').nmis += 1
    },
    async setPassword(serverId, { user, password }) {
      await script.call('setPassword')
      running(serverId).passwords.set(user, password)
    },
    async diagnostics(serverId) {
      await script.call('diagnostics')
      const guest = guests.get(serverId)
      return guest && ['running', 'paused'].includes(guest.power) ? fakeDiagnostics(guest, counted(guest)) : undefined
    },
    async measureGuests() {
      await script.call('measureGuests')
      return measured()
    },
    async measureHost() {
      await script.call('measureHost')
      return hostLoad(measured(), new Date())
    },
    async guestCpus() {
      await script.call('guestCpus')
      const cells = cellsOf(options)
      if (cells.every(({ dedicatedCpus }) => dedicatedCpus.length === 0)) return new Map()
      const shared = cells.flatMap(({ cpus, dedicatedCpus }) => cpus.filter((cpu) => !dedicatedCpus.includes(cpu)))
      return new Map(Array.from(guests, ([serverId, { pins }]) => [serverId, pins.length > 0 ? pins : shared]))
    },
    async openSerial(serverId) {
      await script.call('openSerial')
      return consoleOf(serverId, fakeSerialStream, 'running')
    },
    async openVnc(serverId) {
      await script.call('openVnc')
      const isSilent = guests.get(serverId)?.power === 'paused'
      return consoleOf(serverId, () => fakeVncStream({ isSilent }), 'running', 'paused')
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
