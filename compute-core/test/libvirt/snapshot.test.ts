import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { userNics } from '#agent/nics/user-nics'
import { aGuestOrder } from '#agent/orders/a-guest-order'
import type { GuestOrder } from '#agent/orders/order-contract'
import { buildGuestImage } from '#companions/image/guest-image/build-guest-image'
import { type ImageId, newId } from '#platform/ids'
import { run } from './qemu-testbed.ts'
import { imageOf, type RealAgent, realAgent } from './real-agent.ts'

const workDir = join(process.env['KILONOVA_TEST_CACHE'] ?? '/var/tmp/kilonova-test-cache', 'guest-image')
const bootMs = 180_000
const uri = 'qemu:///system'

let host: RealAgent
let folder: string
let image: NonNullable<GuestOrder['image']>

beforeAll(async () => {
  const built = await buildGuestImage({ workDir, log: () => undefined })
  image = await imageOf(built.diskPath, built.diskFormat)
  folder = await mkdtemp(join(tmpdir(), 'kilonova-snapshots-'))
  host = await realAgent(
    '/var/tmp',
    userNics(),
    (imageId) => createReadStream(imageId === image.id ? built.diskPath : join(folder, imageId)),
    (imageId, { open }) => pipeline(open(), createWriteStream(join(folder, imageId))),
  )
}, 180_000)

afterAll(async () => {
  await host?.close()
  await rm(folder, { recursive: true, force: true })
})

/** Says what stands on the disk 512 MiB in, writes its own name there for good, and then tells the time since boot, again and again. */
const diary = `#!/bin/sh
echo "found: $(dd if=/dev/vda bs=1M skip=512 count=1 2>/dev/null | tr -d '\\0')." > /dev/console
hostname | dd of=/dev/vda bs=1M seek=512 conv=notrunc,fsync 2>/dev/null
echo "written" > /dev/console
(while true; do echo "up $(cut -d ' ' -f 1 /proc/uptime) s" > /dev/console; usleep 200000; done) &
`

const aDiarist = (hostname: string, from: GuestOrder['image']) =>
  host.spawned(
    aGuestOrder({
      image: from,
      hostname,
      flavor: { ...aGuestOrder().flavor, ramMb: 256 },
      userData: Buffer.from(diary).toString('base64'),
    }),
  )

const saidBy = async ({ serverId }: GuestOrder) =>
  (await host.order('console-log', { serverId, maxBytes: 1_000_000 })).text ?? ''
const untilSaid = (guest: GuestOrder, what: RegExp) =>
  expect.poll(() => saidBy(guest), { timeout: bootMs, interval: 200 }).toMatch(what)
const uptimes = async (guest: GuestOrder) =>
  Array.from((await saidBy(guest)).matchAll(/up ([\d.]+) s/g), ([, seconds]) => Number(seconds))
const longestGap = (ticks: readonly number[]) =>
  Math.max(0, ...ticks.slice(1).map((seconds, index) => seconds - ticks[index]!))
const diskOf = (guest: GuestOrder) => join(host.instances, guest.serverId, 'disk')
const chainOf = (guest: GuestOrder) => run('virsh', '-c', uri, 'domblklist', '--details', guest.serverId)
const jobOf = (guest: GuestOrder) => run('virsh', '-c', uri, 'blockjob', guest.serverId, diskOf(guest), '--raw')

/** The guest's disk as an image, made and brought as a flow has it done. */
async function snapshotOf({ serverId }: GuestOrder): Promise<NonNullable<GuestOrder['image']>> {
  const imageId = newId<ImageId>()
  await host.order('snapshot-make', { serverId, imageId, freeze: 'no' })
  await host.order('snapshot-upload', { serverId, imageId, freeze: 'no' })
  return { ...(await imageOf(join(folder, imageId), 'qcow2')), id: imageId }
}

test(
  'a running guest is copied while its clock goes on, and a server made of the copy finds what was written',
  { timeout: 4 * bootMs },
  async () => {
    const guest = await aDiarist('first', image)
    await untilSaid(guest, /written[^]*up /)
    expect(await saidBy(guest)).toContain('found: .')
    const [chain, files] = [await chainOf(guest), await readdir(join(host.instances, guest.serverId))]
    const before = (await uptimes(guest)).at(-1)!
    const copy = await snapshotOf(guest)
    await untilSaid(guest, new RegExp(`up ${Math.ceil(before) + 3}`))
    const ticks = await uptimes(guest)
    const asEver = longestGap(ticks.filter((seconds) => seconds <= before))
    // A machine with other work to do makes its guests stutter, snapshot or not.
    expect(longestGap(ticks.filter((seconds) => seconds >= before))).toBeLessThan(Math.max(1.2, 2 * asEver))
    expect(await chainOf(guest)).toBe(chain)
    expect(await readdir(join(host.instances, guest.serverId))).toEqual(files)
    expect((await jobOf(guest)).trim()).toBe('')

    const second = await aDiarist('second', copy)
    await untilSaid(second, /found: first/)
    await host.removed(second)
    await host.removed(guest)
  },
)

test(
  'a copy that an agent left when it was killed is ended by the next one; the disk stays what it was',
  { timeout: 4 * bootMs },
  async () => {
    const guest = await aDiarist('third', image)
    await untilSaid(guest, /written/)
    const chain = await chainOf(guest)
    const left = join(host.instances, guest.serverId, 'left.delta')
    const base = JSON.parse(await run('qemu-img', 'info', '-U', '--output=json', diskOf(guest)))
    const over = ['-b', base['backing-filename'], '-F', base['backing-filename-format']]
    await run('qemu-img', 'create', '-q', '-f', 'qcow2', ...over, left, '1G')
    const blockcopy = ['--dest', left, '--format', 'qcow2', '--shallow', '--reuse-external', '--transient-job']
    await run('virsh', '-c', uri, 'blockcopy', guest.serverId, diskOf(guest), ...blockcopy)
    expect(await jobOf(guest)).toContain('type=Block Copy')
    await snapshotOf(guest)
    expect(await chainOf(guest)).toBe(chain)

    await run('virsh', '-c', uri, 'blockcopy', guest.serverId, diskOf(guest), ...blockcopy)
    await host.order('snapshot-discard', { serverId: guest.serverId, imageId: newId<ImageId>(), freeze: 'no' })
    expect((await jobOf(guest)).trim()).toBe('')
    expect(await host.driver.powerState(guest.serverId)).toBe('running')

    const asked = { serverId: guest.serverId, imageId: newId<ImageId>() }
    await expect(host.order('snapshot-make', { ...asked, freeze: 'must' })).rejects.toThrow(/agent/i)
    expect((await jobOf(guest)).trim()).toBe('')
    await host.order('snapshot-make', { ...asked, freeze: 'try' })
    await host.order('snapshot-discard', { ...asked, freeze: 'try' })
    expect(await readdir(join(host.instances, guest.serverId))).toEqual([
      'console.log',
      'disk',
      'disk.config',
      'left.delta',
    ])

    await host.order('guest-power-off', { serverId: guest.serverId, graceMs: 0 })
    const cold = await snapshotOf(guest)
    const fourth = await aDiarist('fourth', cold)
    await untilSaid(fourth, /found: third/)
    await host.removed(fourth)
    await host.removed(guest)
  },
)
