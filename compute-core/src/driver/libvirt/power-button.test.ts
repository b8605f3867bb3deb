import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { newId, type ServerId } from '#platform/ids'
import type { PowerEvent } from '#driver/compute-driver'
import type { LibvirtHost } from './libvirt-host.ts'
import { powerOff } from './power-off.ts'
import { softReboot } from './soft-reboot.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A host with one guest, which shuts down at the press of that number; the seconds at which the button was pressed. */
function aHost(listensAt: number) {
  const pressedAt: number[] = []
  const began = Date.now()
  let power = 'running'
  let tell: (event: PowerEvent) => void = () => {}
  const seconds = () => (Date.now() - began) / 1000
  const domain = {
    async shutdown() {
      pressedAt.push(seconds())
      if (pressedAt.length !== listensAt) return
      power = 'shutdown'
      tell({ serverId, power: 'shutdown', at: new Date() })
    },
    destroy: async () => void (power = 'shutdown'),
    create: async () => void (power = 'running'),
  }
  const host = {
    powerState: async () => power,
    withGuest: (_id: ServerId, work: (guest: typeof domain) => unknown) => work(domain),
    inTurn: (_id: ServerId, work: () => unknown) => work(),
    events: {
      subscribe(listener: typeof tell) {
        tell = listener
        return () => (tell = () => {})
      },
    },
  }
  return { host: host as unknown as LibvirtHost, pressedAt, seconds, power: () => power }
}

const serverId = newId<ServerId>()

test.each([
  { listensAt: 1, pressed: [0] },
  { listensAt: 3, pressed: [0, 10, 20] },
])('a guest that still boots has its power button pressed every ten seconds', async ({ listensAt, pressed }) => {
  const { host, pressedAt, power, seconds } = aHost(listensAt)
  const off = powerOff(host, serverId, 60_000)
  await vi.runAllTimersAsync()
  await off
  expect(pressedAt).toEqual(pressed)
  expect(seconds()).toBe(pressed.at(-1))
  expect(power()).toBe('shutdown')
})

test('a soft reboot presses it as often, and gives up when its time is over', async () => {
  const heard = aHost(2)
  const rebooted = softReboot(heard.host, serverId, 120_000)
  await vi.runAllTimersAsync()
  expect(await rebooted).toBe(true)
  expect(heard.pressedAt).toEqual([0, 10])
  const deaf = aHost(Infinity)
  const gaveUp = softReboot(deaf.host, serverId, 25_000)
  await vi.runAllTimersAsync()
  expect(await gaveUp).toBe(false)
  expect(deaf.pressedAt).toEqual([0, 10, 20])
  expect(deaf.seconds()).toBe(25)
})

test('a guest that does not listen is switched off when its time is over, or as soon as its grace period is ended', async () => {
  const patient = aHost(Infinity)
  const off = powerOff(patient.host, serverId, 35_000)
  await vi.runAllTimersAsync()
  await off
  expect([patient.power(), patient.seconds()]).toEqual(['shutdown', 35])
  const cutShort = aHost(Infinity)
  const graceEnded = new AbortController()
  const offNow = powerOff(cutShort.host, serverId, 3_600_000, graceEnded.signal)
  await vi.advanceTimersByTimeAsync(7_100)
  graceEnded.abort()
  await offNow
  expect([cutShort.power(), cutShort.seconds()]).toEqual(['shutdown', 7.1])
})
