import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aGuestCommand, anImage } from '../commands/a-guest-command.ts'
import type { GuestCommand } from '../commands/command-contract.ts'
import { instancePaths } from './instance-paths.ts'
import { resizeDisks } from './resize-disks.ts'

const gib = 2 ** 30

let dataDir: string
let disks: ReturnType<typeof resizeDisks>
let folder: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kilonova-resize-'))
  const paths = instancePaths(dataDir)
  disks = resizeDisks(paths)
  folder = paths.folder(server.serverId)
  await mkdir(folder, { recursive: true })
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const server = aGuestCommand({ image: anImage({ size: 1, sha512: '' }, 'qcow2') })
const withFlavor = (flavor: Partial<GuestCommand['flavor']>): GuestCommand => ({
  ...server,
  flavor: { ...server.flavor, ...flavor },
})
const large = withFlavor({ diskGb: 3, ephemeralGb: 2, swapMb: 32 })

const path = (file: string) => join(folder, file)
const virtualSize = () =>
  (
    JSON.parse(execFileSync('qemu-img', ['info', '--output=json', path('disk')], { encoding: 'utf8' })) as Record<
      string,
      unknown
    >
  )['virtual-size']
const size = async (file: string) => (await stat(path(file))).size
const files = async () => (await readdir(folder)).toSorted()

/** What a guest of 1 GB, 1 GB of ephemeral disk and 16 MB of swap has on its disks. */
async function someDisks(): Promise<void> {
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', path('disk'), '1G'])
  write('disk', 'the first word')
  await sparse('disk.eph0', gib)
  await sparse('disk.swap', 16 * 2 ** 20)
  await writeFile(path('disk.config'), 'config')
}

/** What a guest does: writes where the disk begins. */
const write = (file: string, text: string) =>
  execFileSync('qemu-io', ['-f', 'qcow2', '-c', `write -P 0x${Buffer.from(text)[0]!.toString(16)} 0 65536`, path(file)])
const firstByte = () => {
  const said = execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'read -v 0 16', path('disk')], { encoding: 'utf8' })
  return /00000000: {2}(\w\w)/.exec(said)?.[1]
}

async function sparse(file: string, bytes: number): Promise<void> {
  await writeFile(path(file), 'data')
  execFileSync('truncate', ['-s', String(bytes), path(file)])
}

const everything = async () => {
  const names = (await files()).filter((name) => name.startsWith('disk') && name !== 'disk.eph0')
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, (await readFile(path(name))).toString('base64')] as const)),
  )
}

test('the disks grow, and what is on them stays', async () => {
  await someDisks()
  await disks.resize(large)
  expect(virtualSize()).toBe(3 * gib)
  expect(firstByte()).toBe('74')
  expect(await size('disk.eph0')).toBe(2 * gib)
  expect(execFileSync('head', ['-c', '4', path('disk.eph0')], { encoding: 'utf8' })).toBe('data')
  expect(await size('disk.swap')).toBe(32 * 2 ** 20)
  expect(execFileSync('blkid', ['-p', '-o', 'value', '-s', 'TYPE', path('disk.swap')], { encoding: 'utf8' })).toBe(
    'swap\n',
  )
})

test('reverted, the disks are to the byte what they were, whatever the guest has written since', async () => {
  await someDisks()
  const before = await everything()
  await disks.resize(large)
  write('disk', 'another word')
  await disks.revertResize(server.serverId)
  expect(await everything()).toEqual(before)
  expect(await size('disk.eph0')).toBe(gib)
  expect(await files()).toEqual(['disk', 'disk.config', 'disk.eph0', 'disk.swap'])
  await disks.revertResize(server.serverId)
  expect(await everything()).toEqual(before)
})

test('disks that only the one flavor has come and go with it', async () => {
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', path('disk'), '1G'])
  await disks.resize(large)
  expect(await files()).toEqual(['before-resize', 'disk', 'disk.eph0', 'disk.swap'])
  await disks.revertResize(server.serverId)
  expect(await files()).toEqual(['disk'])
  await sparse('disk.swap', 16 * 2 ** 20)
  await disks.resize(withFlavor({ diskGb: 2, swapMb: 0 }))
  expect(await files()).toEqual(['before-resize', 'disk'])
  await disks.revertResize(server.serverId)
  expect(await files()).toEqual(['disk', 'disk.swap'])
})

test('a root disk that is larger already, and that of a flavor without a size, stay as they are', async () => {
  await someDisks()
  await disks.resize(withFlavor({ diskGb: 0, ephemeralGb: 1, swapMb: 16 }))
  expect(virtualSize()).toBe(gib)
})

test('confirmed, nothing is kept; confirmed again, nothing happens', async () => {
  await someDisks()
  await disks.resize(large)
  await disks.confirmResize(server.serverId)
  await disks.confirmResize(server.serverId)
  expect(await files()).toEqual(['disk', 'disk.config', 'disk.eph0', 'disk.swap'])
  await disks.revertResize(server.serverId)
  expect(virtualSize()).toBe(3 * gib)
})

test('a resize that died on the way is done anew from what there was', async () => {
  await someDisks()
  const before = await everything()
  await mkdir(path('before-resize.part-00000000'))
  await disks.resize(large)
  expect((await files()).filter((name) => name.includes('.part-'))).toEqual([])
  await disks.resize(withFlavor({ diskGb: 4, ephemeralGb: 2, swapMb: 32 }))
  expect(virtualSize()).toBe(4 * gib)
  await disks.revertResize(server.serverId)
  expect(await everything()).toEqual(before)
})

test('a revert that died on the way goes on where it was', async () => {
  await someDisks()
  const before = await everything()
  await disks.resize(large)
  await rename(path('before-resize'), path('before-resize-going-back'))
  await rename(path('before-resize-going-back/disk'), path('disk'))
  await disks.revertResize(server.serverId)
  expect(await everything()).toEqual(before)
})
