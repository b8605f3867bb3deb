import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aGuestCommand } from '#agent/commands/a-guest-command'
import type { GuestCommand, CommandImage } from '#agent/commands/command-contract'
import { bridgedAgent, portOn } from './bridged-agent.ts'
import { run } from './qemu-testbed.ts'
import type { RealAgent } from './real-agent.ts'

const bootMs = 120_000

let host: RealAgent
let close: () => Promise<void>
let folder: string
let image: CommandImage
/** One server for all, since each boot takes its ten seconds: every test begins with the disks that the one before it has left. */
let small: GuestCommand
let large: GuestCommand

beforeAll(async () => {
  ;({ host, image, close } = await bridgedAgent())
  folder = await mkdtemp(join(tmpdir(), 'kilonova-parts-'))
}, 180_000)

afterAll(async () => {
  await close?.()
  await rm(folder, { recursive: true, force: true })
})

/**
 * At each boot tells what stands 600 MiB into the first two disks, how large they are and how much memory there is. Then adds its
 * letter to what stood there, but only where a disk is the server's own: so each disk keeps a diary of who has had it.
 */
const diary = (letter: string) => `#!/bin/sh
at() { dd if=/dev/$1 bs=1M skip=600 count=1 2>/dev/null | tr -d '\\0'; }
gib() { echo $(($(cat /sys/block/$1/size) / 2097152)); }
memory=$(awk '/MemTotal/ { print int($2 / 1024) }' /proc/meminfo)
echo "read by ${letter}: vda=$(at vda) vdb=$(at vdb), $(gib vda)+$(gib vdb) GiB, memory $memory." > /dev/console
for disk in vda vdb; do
  [ "$(gib $disk)" -gt 0 ] || continue
  echo -n "$(at $disk)${letter}" | dd of=/dev/$disk bs=1M seek=600 conv=notrunc,fsync 2>/dev/null
done
mkdir -p /mnt/config
if mount -o ro -t iso9660 "$(findfs LABEL=config-2)" /mnt/config && cd /mnt/config/openstack; then
  [ -e content/0000 ] && echo "file of ${letter}: $(cat content/0000)" > /dev/console
fi
(sleep 1; rm -f /boot/state/*/user-data-done; sync; echo "written by ${letter}" > /dev/console) &
`
const asUserData = (script: string) => Buffer.from(script).toString('base64')

const said = async () =>
  (await host.command('console-log', { serverId: small.serverId, maxBytes: 1_000_000 })).text ?? ''
const untilSaid = (what: RegExp) => expect.poll(said, { timeout: bootMs, interval: 200 }).toMatch(what)

/** What the guest that was started last has read, once it has written too. */
async function readBy(letter: string) {
  await untilSaid(new RegExp(`written by ${letter}`))
  const pattern = new RegExp(`read by ${letter}: vda=(\\w*) vdb=(\\w*), (\\d\\+\\d) GiB, memory (\\d+)\\.`)
  const [, vda, vdb, gib, memory] = pattern.exec(await said())!
  return { vda, vdb, gib, hasMuchMemory: Number(memory) > small.flavor.ramMb }
}

/** What the host finds at the place where the guests write, in a disk of the server that is off. */
async function onDisk(file: string, format: string): Promise<string> {
  const part = join(folder, 'part')
  // qemu-img counts from the beginning of the disk.
  const disk = join(host.instances, small.serverId, file)
  await run('qemu-img', 'dd', '-f', format, '-O', 'raw', 'bs=1M', 'skip=600', 'count=601', `if=${disk}`, `of=${part}`)
  return (await readFile(part, 'latin1')).replaceAll('\0', '')
}

const files = () => readdir(join(host.instances, small.serverId))
const powerOff = (graceMs = bootMs) => host.command('guest-power-off', { serverId: small.serverId, graceMs })
const restart = (guest: GuestCommand) => host.command('guest-reboot', { guest, hard: true, graceMs: 0 })
const running = { power: 'running', fellBack: false }

async function rescue(guest: GuestCommand, properties: Record<string, string>): Promise<void> {
  const rescued = {
    ...guest,
    hostname: 'rescue',
    userData: asUserData(diary('r')),
    rescue: { image: { ...image, properties } },
  }
  await host.command('disks-rescue', rescued)
  expect(await restart(rescued)).toEqual(running)
}

async function unrescue(guest: GuestCommand): Promise<void> {
  expect(await restart(guest)).toEqual(running)
  await host.command('disks-unrescue', { serverId: guest.serverId })
}

test('a new server has empty disks', { timeout: 2 * bootMs }, async () => {
  const flavor = { ...aGuestCommand().flavor, ramMb: 192, diskGb: 1, ephemeralGb: 1 }
  const ports = [portOn(11, { linkNo: 45_011 })]
  small = await host.spawned(
    aGuestCommand({ image, hostname: 'before', flavor, ports, userData: asUserData(diary('b')) }),
  )
  large = { ...small, flavor: { ...flavor, ramMb: 320, diskGb: 2 } }
  expect(await readBy('b')).toEqual({ vda: '', vdb: '', gib: '1+1', hasMuchMemory: false })
})

test('a resized server sees its new size and keeps what was written', { timeout: 2 * bootMs }, async () => {
  await powerOff()
  await host.command('disks-resize', large)
  expect(await files()).toContain('before-resize')
  await host.command('guest-power-on', large)
  expect(await readBy('b')).toEqual({ vda: 'b', vdb: 'b', gib: '2+1', hasMuchMemory: true })
})

test(
  'a reverted server has the disks of before; rescued, it boots from the rescue image with its own root behind it',
  { timeout: 2 * bootMs },
  async () => {
    await powerOff()
    await host.command('disks-revert-resize', { serverId: small.serverId })
    const own = await files()
    expect(own).not.toContain('before-resize')
    expect(await onDisk('disk.eph0', 'raw')).toBe('b')

    await rescue(small, {})
    // What was written while it was large went with the large disk.
    expect(await readBy('r')).toEqual({ vda: '', vdb: 'b', gib: '0+1', hasMuchMemory: false })
    expect(await said()).toContain('kilonova-guest: host name rescue')
    expect(await said()).toContain('kilonova-guest: address 10.79.11.5')

    await powerOff()
    await unrescue(small)
    expect(await files()).toEqual(own)
  },
)

test(
  'after its rescue a server is itself again; resized and confirmed, it keeps what was written and nothing to go back to',
  { timeout: 2 * bootMs },
  async () => {
    await powerOff(0)
    await host.command('disks-resize', large)
    expect(await files()).toContain('before-resize')
    await host.command('guest-power-on', large)
    await host.command('disks-confirm-resize', { serverId: small.serverId })
    expect(await readBy('b')).toEqual({ vda: 'br', vdb: 'b', gib: '2+1', hasMuchMemory: true })
    expect(await said()).toContain('kilonova-guest: host name before')
    expect(await files()).not.toContain('before-resize')
  },
)

test(
  'a rescue that keeps the devices boots from one more, with all of the server in its place',
  { timeout: 2 * bootMs },
  async () => {
    await powerOff()
    await rescue(large, { hw_rescue_device: 'disk', hw_rescue_bus: 'ide' })
    expect(await readBy('r')).toEqual({ vda: 'brb', vdb: 'bb', gib: '2+1', hasMuchMemory: true })
    expect(await said()).toContain('kilonova-guest: host name rescue')
    await powerOff()
    await unrescue(large)
  },
)

async function rebuild(letter: string, keepEphemeral: boolean): Promise<void> {
  const injectedFiles = [{ path: '/etc/motd', contents: asUserData(`for ${letter}`) }]
  const guest = { ...large, hostname: 'after', userData: asUserData(diary(letter)), injectedFiles }
  await host.command('disks-rebuild', { guest, keepEphemeral })
  await host.command('guest-spawn', guest)
}

test(
  'a rebuilt server has a new root, the ephemeral disk that it was to keep, its address, and runs its new user data',
  { timeout: 2 * bootMs },
  async () => {
    await powerOff(0)
    await rebuild('a', true)
    expect(await readBy('a')).toMatchObject({ vda: '', vdb: 'bbr' })
    expect(await said()).toContain('kilonova-guest: host name after')
    expect(await said()).toContain('file of a: for a')
    expect(await said()).toContain('kilonova-guest: address 10.79.11.5')
  },
)

test('a server rebuilt without its ephemeral disk has both disks new, and goes without a trace', async () => {
  await powerOff()
  expect(await onDisk('disk', 'qcow2')).toBe('a')
  expect(await onDisk('disk.eph0', 'raw')).toBe('bbra')
  await rebuild('z', false)
  await powerOff(0)
  expect(await onDisk('disk', 'qcow2')).toBe('')
  expect(await onDisk('disk.eph0', 'raw')).toBe('')
  await host.removed(small)
  expect(await readdir(host.instances)).toEqual(['_base'])
})
