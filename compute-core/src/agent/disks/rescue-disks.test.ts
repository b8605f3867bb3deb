import { expect, test } from 'vitest'
import { aGuestCommand, anImage } from '../commands/a-guest-command.ts'
import type { GuestCommand } from '../commands/command-contract.ts'
import { plannedDisks } from './planned-disks.ts'

const bytes = { size: 1, sha512: '' }
const large = { ...aGuestCommand().flavor, ephemeralGb: 1, swapMb: 8 }

const rescued = (properties: Record<string, string>, what: Partial<GuestCommand> = {}, diskFormat = 'raw') =>
  plannedDisks(
    aGuestCommand({
      image: anImage(bytes),
      flavor: large,
      rescue: { image: { ...anImage(bytes, diskFormat), properties } },
      ...what,
    }),
  )
const seen = (disks: ReturnType<typeof rescued>) =>
  disks.map(({ file, disk: { device, bus, bootOrder } }) => [file, device, bus, bootOrder])

test('a server is rescued from another root, with its own behind it and a config drive of its own', () => {
  expect(seen(rescued({}))).toEqual([
    ['disk.rescue', 'disk', undefined, 1],
    ['disk', 'disk', undefined, 2],
    ['disk.config.rescue', 'cdrom', undefined, undefined],
  ])
})

test('an image that asks for it is added to all that the server has', () => {
  expect(seen(rescued({ hw_rescue_device: 'cdrom', hw_rescue_bus: 'usb' }))).toEqual([
    ['disk', 'disk', undefined, 2],
    ['disk.eph0', 'disk', undefined, undefined],
    ['disk.swap', 'disk', undefined, undefined],
    ['disk.config.rescue', 'cdrom', undefined, undefined],
    ['disk.rescue', 'cdrom', 'usb', 1],
  ])
})

test('an ISO is put in as a CD', () => {
  expect(rescued({}, {}, 'iso')[0]!.disk.device).toBe('cdrom')
})
