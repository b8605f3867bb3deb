import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { driverContract } from '#driver/driver-contract'
import { aGuestSpec } from '#driver/fake/a-guest-spec'
import { newId, type ServerId } from '#platform/ids'
import { openConnection } from './ffi/connection.ts'
import { defineDomain, lookUpDomain } from './ffi/domain.ts'
import { libvirtDriver } from './libvirt-driver.ts'

const uri = 'test:///default'
const options = { uri, disksFolder: tmpdir() }

driverContract('libvirt on its mock hypervisor', async () => {
  const driver = await libvirtDriver({ ...options, cpuDedicatedSet: '1-2' })
  return {
    driver,
    dedicatedCpus: [1, 2],
    aGuest: async () => aGuestSpec(),
    // The mock hypervisor is born with a domain of that name.
    broken: (guest) => ({ ...guest, domainName: 'test' }),
    async endOutside(serverId) {
      const outside = await openConnection(uri)
      const domain = await lookUpDomain(outside, serverId)
      await domain?.destroy()
      domain?.free()
      await outside.close()
    },
    guestsHearPowerButton: true,
    hasVnc: false,
    hasSerial: false,
    hasNmi: false,
    hasGuestAgent: true,
    hasHotplug: false,
    hasDiagnostics: false,
    close: () => driver.close(),
  }
})

test('a domain that is not ours is not listed, not touched, and not replaced', async () => {
  const driver = await libvirtDriver(options)
  const outside = await openConnection(uri)
  const serverId = newId<ServerId>()
  const foreign = await defineDomain(
    outside,
    `<domain type='test'><name>foreign</name><uuid>${serverId}</uuid><memory>65536</memory><os><type>hvm</type></os></domain>`,
  )
  try {
    await foreign.create()
    expect((await driver.listGuests()).size).toBe(0)
    expect(await driver.powerState(serverId)).toBeUndefined()
    await driver.powerOff(serverId, 0)
    await driver.destroy(serverId)
    await expect(driver.spawn(aGuestSpec({ serverId }))).rejects.toThrow('exists that is not ours. Remove it')
    expect(await foreign.powerState()).toBe('running')
  } finally {
    await foreign.destroy()
    await foreign.undefine()
    foreign.free()
    await outside.close()
    await driver.close()
  }
})

test('a copy of a data folder leaves the guests of the original alone, until the original is gone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kilonova-copy-'))
  const instances = join(folder, 'original/instances')
  const guest = aGuestSpec()
  const disk = join(instances, guest.serverId, 'disk')
  await mkdir(dirname(disk), { recursive: true })
  await writeFile(disk, '')
  const original = await libvirtDriver({ uri, disksFolder: instances })
  const copy = await libvirtDriver({ uri, disksFolder: join(folder, 'copy/instances') })
  try {
    await original.spawn({ ...guest, disks: [{ source: disk, format: 'raw', device: 'disk' }] })
    expect(await original.powerState(guest.serverId)).toBe('running')
    expect((await copy.listGuests()).size).toBe(0)
    expect(await copy.powerState(guest.serverId)).toBeUndefined()
    await copy.powerOff(guest.serverId, 0)
    await copy.destroy(guest.serverId)
    await expect(copy.spawn(guest)).rejects.toThrow('exists that is not ours. Remove it')
    expect(await original.powerState(guest.serverId)).toBe('running')
    await rm(join(folder, 'original'), { recursive: true })
    expect(await copy.powerState(guest.serverId)).toBe('running')
  } finally {
    await original.destroy(guest.serverId)
    await original.close()
    await copy.close()
    await rm(folder, { recursive: true })
  }
})

test('many guests at once wait for a free connection, and all get their turn', async () => {
  const driver = await libvirtDriver(options)
  const guests = Array.from({ length: 100 }, () => aGuestSpec())
  await Promise.all(guests.map((guest) => driver.spawn(guest)))
  expect((await driver.listGuests()).size).toBe(100)
  await Promise.all(guests.map(({ serverId }) => driver.destroy(serverId)))
  expect((await driver.listGuests()).size).toBe(0)
  await driver.close()
})

test('a closed driver refuses, and closing it again says nothing', async () => {
  const driver = await libvirtDriver(options)
  await driver.close()
  await expect(driver.listGuests()).rejects.toThrow('letting go of it')
  await driver.close()
})

test('an address without a hypervisor is refused with what to check', async () => {
  await expect(libvirtDriver({ ...options, uri: 'qemu+unix:///system?socket=/nowhere/sock' })).rejects.toThrow(
    'libvirtd does not run. Start it',
  )
  await expect(libvirtDriver({ ...options, uri: 'nonsense:///' })).rejects.toThrow(
    'Check LIBVIRT_URI (it is nonsense:///)',
  )
})
