import { expect, test } from 'vitest'
import { driverContract } from '#driver/driver-contract'
import { aGuestSpec } from './a-guest-spec.ts'
import { fakeDriver } from './fake-driver.ts'

driverContract('fake', async () => {
  const dedicatedCpus = [1, 2]
  const driver = fakeDriver({ dedicatedCpus })
  return {
    driver,
    dedicatedCpus,
    aGuest: async () => aGuestSpec(),
    broken(guest) {
      driver.failNext('spawn', new Error('The fake host refuses.'))
      return guest
    },
    endOutside: async (serverId) => driver.kill(serverId),
    guestsHearPowerButton: true,
    hasVnc: true,
    hasSerial: true,
    hasNmi: true,
    hasGuestAgent: true,
    hasHotplug: true,
    hasDiagnostics: true,
    close: () => driver.close(),
  }
})

test('a method told to fail fails once, and then works', async () => {
  const driver = fakeDriver()
  const guest = aGuestSpec()
  driver.failNext('spawn', new Error('The disk is full.'))
  await expect(driver.spawn(guest)).rejects.toThrow('The disk is full.')
  expect(await driver.powerState(guest.serverId)).toBeUndefined()
  await driver.spawn(guest)
  expect(driver.callsOf('spawn')).toBe(2)
  expect(driver.specOf(guest.serverId)).toEqual(guest)
})

test('a guest that ignores the power button is not soft rebooted', async () => {
  const driver = fakeDriver()
  const guest = aGuestSpec()
  await driver.spawn(guest)
  driver.ignoresPowerButton(guest.serverId)
  expect(await driver.softReboot(guest.serverId, 1)).toBe(false)
  expect(await driver.powerState(guest.serverId)).toBe('running')
})

test('a guest has the cards that were plugged, and no others', async () => {
  const driver = fakeDriver()
  const guest = aGuestSpec()
  const nic = { portId: 'p', mac: 'fa:16:3e:00:00:42', mtu: 1450, fixedIps: [], link } as const
  await driver.spawn(guest)
  await driver.attachNic(guest, nic)
  await driver.attachNic(guest, nic)
  expect(driver.specOf(guest.serverId)?.nics).toEqual([nic])
  await driver.detachNic(guest, nic)
  expect(driver.specOf(guest.serverId)?.nics).toEqual([])
})

const link = { kind: 'bridge', bridge: 'b', tap: 't' } as const

test('a host is as large as it is told to be', async () => {
  const facts = await fakeDriver({ hostname: 'fake-7', vcpus: 4, ramMb: 1024, diskGb: 10 }).facts()
  expect(facts).toMatchObject({ hostname: 'fake-7', vcpus: 4, ramMb: 1024, diskGb: 10 })
})

test('a guest that starts with another flavor has as many CPUs of its own as that says, and keeps those that it had', async () => {
  const driver = fakeDriver({ vcpus: 8, dedicatedCpus: [1, 2, 3] })
  const guest = aGuestSpec({ extraSpecs: { 'hw:cpu_policy': 'dedicated' } })
  const startedWith = async (vcpus: number, extraSpecs = guest.extraSpecs) => {
    await driver.powerOff(guest.serverId, 0)
    await driver.powerOn({ ...guest, vcpus, extraSpecs })
    return (await driver.guestCpus()).get(guest.serverId)
  }
  await driver.spawn(guest)
  expect(await startedWith(3)).toEqual([1, 2, 3])
  expect(await startedWith(2)).toEqual([1, 2])
  expect(await startedWith(2, {})).toEqual([0, 4, 5, 6, 7])
})
