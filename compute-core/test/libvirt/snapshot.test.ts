import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { userNics } from '#agent/nics/user-nics'
import { aGuestCommand } from '#agent/commands/a-guest-command'
import type { GuestCommand } from '#agent/commands/command-contract'
import { buildGuestImage } from '#services/image/guest-image/build-guest-image'
import { type ImageId, newId } from '#platform/ids'
import { copyRunningDisks } from '#main/running-disks'
import { openToOthers } from '#test/open-to-others'
import { run } from './qemu-testbed.ts'
import { imageOf, type RealAgent, realAgent } from './real-agent.ts'

const workDir = join(process.env['KILONOVA_TEST_CACHE'] ?? '/var/tmp/kilonova-test-cache', 'guest-image')
const bootMs = 180_000
const uri = 'qemu:///system'

let host: RealAgent
let folder: string
let image: NonNullable<GuestCommand['image']>
/** Runs through both tests: a boot takes its ten seconds. */
let guest: GuestCommand

beforeAll(async () => {
  const built = await buildGuestImage({ workDir, log: () => undefined })
  image = await imageOf(built.diskPath, built.diskFormat)
  folder = await mkdtemp(join(tmpdir(), 'kilonova-snapshots-'))
  host = await realAgent(
    '/var/tmp',
    userNics(),
    (imageId) => createReadStream(imageId === image.id ? built.diskPath : join(folder, imageId)),
    ({ id }, { open }) => pipeline(open(), createWriteStream(join(folder, id))),
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

const aDiarist = (hostname: string, from: GuestCommand['image']) =>
  host.spawned(
    aGuestCommand({
      image: from,
      hostname,
      flavor: { ...aGuestCommand().flavor, ramMb: 256 },
      userData: Buffer.from(diary).toString('base64'),
    }),
  )

const saidBy = async ({ serverId }: GuestCommand) =>
  (await host.command('console-log', { serverId, maxBytes: 1_000_000 })).text ?? ''
const untilSaid = (guest: GuestCommand, what: RegExp) =>
  expect.poll(() => saidBy(guest), { timeout: bootMs, interval: 200 }).toMatch(what)
const uptimes = async (guest: GuestCommand) =>
  Array.from((await saidBy(guest)).matchAll(/up ([\d.]+) s/g), ([, seconds]) => Number(seconds))
const longestGap = (ticks: readonly number[]) =>
  Math.max(0, ...ticks.slice(1).map((seconds, index) => seconds - ticks[index]!))
const diskOf = (guest: GuestCommand) => join(host.instances, guest.serverId, 'disk')
const chainOf = (guest: GuestCommand) => run('virsh', '-c', uri, 'domblklist', '--details', guest.serverId)
const jobOf = (guest: GuestCommand) => run('virsh', '-c', uri, 'blockjob', guest.serverId, diskOf(guest), '--raw')

/** What stands in the image where the guest writes its name. */
async function writtenIn(image: string): Promise<string> {
  const part = join(folder, 'part')
  // qemu-img counts from the beginning of the disk.
  await run('qemu-img', 'dd', '-f', 'qcow2', '-O', 'raw', 'bs=1M', 'skip=512', 'count=513', `if=${image}`, `of=${part}`)
  return (await readFile(part, 'latin1')).replaceAll('\0', '').trim()
}

/** The guest's disk as an image, made and brought as a flow has it done. */
async function snapshotOf({ serverId }: GuestCommand): Promise<NonNullable<GuestCommand['image']>> {
  const imageId = newId<ImageId>()
  await host.command('snapshot-make', { serverId, imageId, freeze: 'no' })
  await host.command('snapshot-upload', { serverId, imageId, freeze: 'no' })
  return { ...(await imageOf(join(folder, imageId), 'qcow2')), id: imageId }
}

test(
  'a running guest is copied while its clock goes on, and a server made of the copy finds what was written',
  { timeout: 4 * bootMs },
  async () => {
    guest = await aDiarist('first', image)
    await untilSaid(guest, /written[^]*up /)
    expect(await saidBy(guest)).toContain('found: .')
    const [chain, files] = [await chainOf(guest), await readdir(join(host.instances, guest.serverId))]
    const before = (await uptimes(guest)).at(-1)!
    expect(await openToOthers(host.instances)).toEqual([])
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
    expect(await openToOthers(host.instances)).toEqual([])
    await host.removed(second)
  },
)

test(
  'a backup has the disk of a running guest whole, as of one moment, and the guest runs on',
  { timeout: bootMs },
  async () => {
    const chain = await chainOf(guest)
    const target = await mkdtemp(join('/var/tmp', 'kilonova-backup-'))
    try {
      await chmod(target, 0o711)
      const copied = await copyRunningDisks(host.driver, host.instances, join(target, 'disks'))
      expect(copied).toEqual([`${guest.serverId}/disk`])
      const copy = join(target, 'disks', copied[0]!)
      await run('qemu-img', 'check', '-q', copy)
      expect(await writtenIn(copy)).toBe('first')
      expect(await chainOf(guest)).toBe(chain)
      expect(await openToOthers(target)).toEqual([])
    } finally {
      await rm(target, { recursive: true })
    }
  },
)

test(
  'a copy that an agent left when it was killed is ended by the next one; the disk stays what it was',
  { timeout: bootMs },
  async () => {
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
    await host.command('snapshot-discard', { serverId: guest.serverId, imageId: newId<ImageId>(), freeze: 'no' })
    expect((await jobOf(guest)).trim()).toBe('')
    expect(await host.driver.powerState(guest.serverId)).toBe('running')

    const request = { serverId: guest.serverId, imageId: newId<ImageId>() }
    await expect(host.command('snapshot-make', { ...request, freeze: 'must' })).rejects.toMatchObject({
      failure: { detail: expect.stringMatching(/agent/i) },
    })
    expect((await jobOf(guest)).trim()).toBe('')
    await host.command('snapshot-make', { ...request, freeze: 'try' })
    await host.command('snapshot-discard', { ...request, freeze: 'try' })
    expect(await readdir(join(host.instances, guest.serverId))).toEqual([
      'console.log',
      'disk',
      'disk.config',
      'left.delta',
    ])

    await host.command('guest-power-off', { serverId: guest.serverId, graceMs: 0 })
    const cold = await snapshotOf(guest)
    expect(await writtenIn(join(folder, cold.id))).toBe('first')
    await host.removed(guest)
  },
)

test(
  'of two guests over one image one ends, and the other is still copied while it runs',
  { timeout: bootMs },
  async () => {
    const [one, other] = [await aDiarist('one', image), await aDiarist('other', image)]
    await host.removed(one)
    await expect(snapshotOf(other)).resolves.toMatchObject({ diskFormat: 'qcow2' })
    expect(await openToOthers(host.instances)).toEqual([])
    await host.removed(other)
  },
)
