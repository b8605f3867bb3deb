import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fakeNics } from '#agent/nics/fake-nics'
import { aGuestOrder } from '#agent/orders/a-guest-order'
import type { GuestOrder } from '#agent/orders/order-contract'
import { buildGuestImage } from '#companions/image/guest-image/build-guest-image'
import { imageOf, type RealAgent, realAgent } from './real-agent.ts'

const workDir = join(process.env['KILONOVA_TEST_CACHE'] ?? '/var/tmp/kilonova-test-cache', 'guest-image')
const bootMs = 120_000

let host: RealAgent
let image: GuestOrder['image']

beforeAll(async () => {
  const built = await buildGuestImage({ workDir, log: () => undefined })
  image = await imageOf(built.diskPath, built.diskFormat)
  host = await realAgent('/var/tmp', fakeNics(), () => createReadStream(built.diskPath))
}, 180_000)

afterAll(() => host?.close())

/** At every boot: says how large the disk and the memory are and what has been noted, and notes one more word. */
const script = `#!/bin/sh
touch /boot/notes
echo "disk $(($(cat /sys/block/vda/size) / 2097152)) memory $(awk '/MemTotal/ { print int($2 / 1024) }' /proc/meminfo) notes $(tr '\\n' ' ' < /boot/notes)." > /dev/console
echo note >> /boot/notes
sync
(sleep 1; rm -f /boot/state/*/user-data-done; sync; echo "noted" > /dev/console) &
`

test('a guest sees its new size and keeps its file, or is exactly what it was', { timeout: 5 * bootMs }, async () => {
  const flavor = { ...aGuestOrder().flavor, ramMb: 192, diskGb: 1 }
  const small = await host.spawned(aGuestOrder({ image, flavor, userData: Buffer.from(script).toString('base64') }))
  const large = { ...small, flavor: { ...flavor, ramMb: 320, diskGb: 2 } }
  const { serverId } = small
  // Each start begins the console's log anew.
  const seen = async () => {
    const found = async () => {
      const { text } = await host.order('console-log', { serverId, maxBytes: 200_000 })
      return /disk (\d+) memory (\d+) notes ((?:note )*)\.[^]*?noted/.exec(text ?? '')
    }
    await expect.poll(found, { timeout: bootMs, interval: 500 }).not.toBeNull()
    const [, disk, memory, notes] = (await found())!
    return { disk: Number(disk), isLarge: Number(memory) > 192, notes: notes!.split('note').length - 1 }
  }
  const off = () => host.order('guest-power-off', { serverId, graceMs: 30_000 })
  const folder = join(host.instances, serverId)

  expect(await seen()).toEqual({ disk: 1, isLarge: false, notes: 0 })
  await off()
  await host.order('disks-resize', large)
  await host.order('guest-power-on', large)
  expect(await seen()).toEqual({ disk: 2, isLarge: true, notes: 1 })
  await off()
  await host.order('disks-revert-resize', { serverId })
  await host.order('guest-power-on', small)
  // What was noted while it was large went with the large disk.
  expect(await seen()).toEqual({ disk: 1, isLarge: false, notes: 1 })
  expect(await readdir(folder)).not.toContain('before-resize')
  await off()
  await host.order('disks-resize', large)
  expect(await readdir(folder)).toContain('before-resize')
  await host.order('guest-power-on', large)
  await host.order('disks-confirm-resize', { serverId })
  expect(await seen()).toEqual({ disk: 2, isLarge: true, notes: 2 })
  expect(await readdir(folder)).not.toContain('before-resize')
})
