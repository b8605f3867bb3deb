import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CloudError, notFound } from '#platform/errors'
import { type ImageId, newId, type ServerId } from '#platform/ids'
import { sealWith } from '#platform/seal'
import { hostileImages } from '#test/hostile-images'
import { openToOthers } from '#test/open-to-others'
import { aGuestCommand, anImage } from '../commands/a-guest-command.ts'
import type { CommandImage, GuestCommand } from '../commands/command-contract.ts'
import { qcow2Disks } from './qcow2-disks.ts'

const gib = 2 ** 30
const seal = sealWith(Buffer.alloc(32, 1))

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kilonova-disks-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

/** A host's disks over images that the test uploads. */
function aHost(where = dataDir) {
  const stored = new Map<ImageId, Buffer>()
  const opened: ImageId[] = []
  const images = {
    async open({ id: imageId }: { id: ImageId }) {
      opened.push(imageId)
      const bytes = stored.get(imageId)
      if (bytes === undefined) throw notFound('Image', imageId)
      return Readable.from(inChunks(bytes))
    },
    write: async () => {},
  }
  const upload = (bytes: Buffer, diskFormat?: string) => {
    const sha512 = createHash('sha512').update(bytes).digest('hex')
    const image = anImage({ size: bytes.length, sha512 }, diskFormat)
    stored.set(image.id, bytes)
    return image
  }
  const disks = qcow2Disks({ dataDir: where, images, seal, dhcpDomain: 'novalocal' })
  const path = (serverId: ServerId, name: string) => join(where, 'instances', serverId, name)
  return { disks, upload, stored, opened, path }
}

test.each(hostileImages.map((image) => [image.name, image] as const))(
  '%s becomes a disk within its flavor, or nothing',
  async (_name, { diskFormat, make }) => {
    const { disks, upload } = aHost()
    const guest = withDisk(1, { image: upload(make(), diskFormat) })
    const end = await disks.create(guest).then(
      () => 'made',
      (error: CloudError) => error.failure.kind,
    )
    expect({ end, isSmall: (await bytesOn(dataDir)) < gib / 8, left: (await everything()).length > 2 }).toEqual(
      end === 'made' ? { end, isSmall: true, left: true } : { end: 'invalid', isSmall: true, left: false },
    )
  },
)

/** What the files under `folder` take. */
async function bytesOn(folder: string): Promise<number> {
  return Number(execFileSync('du', ['-s', '-B1', folder], { encoding: 'utf8' }).split('\t')[0])
}

const inChunks = (bytes: Buffer) =>
  Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, i) => bytes.subarray(i * 65_536, (i + 1) * 65_536))

const withDisk = (diskGb: number, what: Partial<GuestCommand> = {}) =>
  aGuestCommand({ ...what, flavor: { ...aGuestCommand().flavor, diskGb } })

const diskInfo = (path: string) =>
  JSON.parse(execFileSync('qemu-img', ['info', '-U', '--output=json', path], { encoding: 'utf8' })) as Record<
    string,
    unknown
  >

/** What a guest would read from its disk. */
const contentOf = async (path: string, bytes: number) => {
  const raw = join(dataDir, `raw-${randomBytes(4).toString('hex')}`)
  execFileSync('qemu-img', ['dd', '-f', 'qcow2', '-O', 'raw', 'bs=1M', 'count=1', `if=${path}`, `of=${raw}`])
  return (await readFile(raw)).subarray(0, bytes)
}

/** Every file and folder that is left under the data folder. */
const everything = async () => (await readdir(dataDir, { recursive: true })).toSorted()

/** `bytes` as the image of another format. */
async function converted(bytes: Buffer, format: string): Promise<Buffer> {
  const [from, to] = [join(dataDir, 'from'), join(dataDir, 'to')]
  await writeFile(from, bytes)
  execFileSync('qemu-img', ['convert', '-f', 'raw', '-O', format, from, to])
  const result = await readFile(to)
  await Promise.all([rm(from), rm(to)])
  return result
}

test.each(['raw', 'qcow2', 'vmdk', 'vdi', 'vhdx'])(
  'a guest reads from its disk what was uploaded as %s',
  async (format) => {
    const { disks, upload, path } = aHost()
    const bytes = randomBytes(1 << 20)
    const image = upload(format === 'raw' ? bytes : await converted(bytes, format), format)
    const guest = withDisk(1, { image })
    await disks.create(guest)
    const disk = path(guest.serverId, 'disk')
    expect(diskInfo(disk)).toMatchObject({
      format: 'qcow2',
      'virtual-size': gib,
      'backing-filename': join(dataDir, 'instances/_base', `${image.sha512}.${format}`),
      'backing-filename-format': format === 'qcow2' ? 'qcow2' : 'raw',
    })
    expect((await contentOf(disk, bytes.length)).equals(bytes)).toBe(true)
  },
)

test('a flavor without a disk size keeps the size of the image', async () => {
  const { disks, upload, path } = aHost()
  const guest = withDisk(0, { image: upload(randomBytes(5 * 512)) })
  await disks.create(guest)
  expect(diskInfo(path(guest.serverId, 'disk'))['virtual-size']).toBe(5 * 512)
})

test('an image that the flavor has no room for is refused, and nothing is left', async () => {
  const { disks, upload } = aHost()
  const image = upload(await emptyQcow2(3), 'qcow2')
  await expect(disks.create(withDisk(2, { image }))).rejects.toThrow(
    /needs a disk of 3 GB, and flavor m1.tiny has 2 GB. Choose a flavor with at least 3 GB of disk.$/,
  )
  expect(await disks.list()).toEqual([])
})

async function emptyQcow2(sizeGb: number, ...options: string[]): Promise<Buffer> {
  const file = join(dataDir, 'empty')
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', ...options, file, `${sizeGb}G`])
  const bytes = await readFile(file)
  await rm(file)
  return bytes
}

test('an image that is not as large as it was announced is refused, and nothing is left', async () => {
  const { disks, upload } = aHost()
  const image = { ...upload(await emptyQcow2(1), 'qcow2'), virtualSize: 1 << 20 }
  await expect(disks.create(withDisk(1, { image }))).rejects.toThrow(
    `Image ${image.id} is a disk of ${gib} bytes, and was taken for one of ${1 << 20}. Upload it anew.`,
  )
  expect(await everything()).toEqual(['instances', 'instances/_base'])
})

test("an image's id says nothing of its bytes: another image under it is another disk", async () => {
  const { disks, upload, stored, opened, path } = aHost()
  const [before, after] = [randomBytes(1000), randomBytes(1000)]
  const image = upload(before)
  await disks.create(withDisk(1, { image }))
  const again = { ...upload(after), id: image.id }
  stored.set(image.id, after)
  const guest = withDisk(1, { image: again })
  await disks.create(guest)
  expect(opened).toEqual([image.id, image.id])
  expect((await contentOf(path(guest.serverId, 'disk'), 1000)).equals(after)).toBe(true)
})

test('images with the same bytes share a place in the cache, unless one of them says that they are of another format', async () => {
  const { disks, upload, opened, path } = aHost()
  const bytes = await emptyQcow2(1)
  for (const image of [upload(bytes, 'qcow2'), upload(bytes, 'qcow2')]) await disks.create(withDisk(1, { image }))
  expect(opened).toHaveLength(1)
  const guest = withDisk(1, { image: upload(bytes, 'raw') })
  await disks.create(guest)
  expect(diskInfo(path(guest.serverId, 'disk'))['backing-filename-format']).toBe('raw')
})

test('a base that has lost bytes on this host is fetched again', async () => {
  const { disks, upload, stored } = aHost()
  const image = upload(randomBytes(1000))
  await disks.create(withDisk(1, { image }))
  await truncate(join(dataDir, 'instances/_base', `${image.sha512}.raw`), 10)
  const next = aHost()
  next.stored.set(image.id, stored.get(image.id)!)
  await next.disks.create(withDisk(1, { image }))
  expect(next.opened).toEqual([image.id])
})

test.each([
  ['nobody knows the hash of', { sha512: '' }, 'not known which bytes are its own'],
  ['has a path for a hash', { sha512: '../../etc/passwd' }, 'not known which bytes are its own'],
  ['is empty', { size: 0 }, 'is empty: nothing can be booted from 0 bytes'],
])('an image that %s is refused', async (_what, wrong, why) => {
  const { disks, upload } = aHost()
  await expect(disks.create(withDisk(1, { image: { ...upload(randomBytes(10)), ...wrong } }))).rejects.toThrow(why)
})

test('an image that does not fit one flavor is still fetched for another that waits for it', async () => {
  const { disks, upload } = aHost()
  const image = upload(await emptyQcow2(3), 'qcow2')
  const [small, large] = [withDisk(2, { image }), withDisk(4, { image })]
  const ends = await Promise.allSettled([small, large].map((guest) => disks.create(guest)))
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  expect(await disks.list()).toEqual([large.serverId])
})

test('a build that fails after its image was fetched leaves no base, unless another server lies over it', async () => {
  const { disks, upload } = aHost()
  const image = upload(randomBytes(1000))
  const failing = withDisk(1, { image, sealedAdminPass: 'damaged' })
  await expect(disks.create(failing)).rejects.toThrow('has another key')
  expect(await everything()).toEqual(['instances', 'instances/_base'])
  await disks.create(withDisk(1, { image }))
  await expect(disks.create(failing)).rejects.toThrow('has another key')
  expect(await readdir(join(dataDir, 'instances/_base'))).toEqual([`${image.sha512}.raw`])
})

test('builds that fail and builds that do not, at once, over one image: who has a disk has its base', async () => {
  const { disks, upload, path } = aHost()
  const bytes = randomBytes(1000)
  const image = upload(bytes)
  const guests = Array.from({ length: 8 }, (_, n) =>
    withDisk(1, { image, ...(n % 2 === 0 && { sealedAdminPass: 'damaged' }) }),
  )
  await Promise.allSettled(guests.map((guest) => disks.create(guest)))
  for (const { serverId } of guests.filter((_guest, n) => n % 2 === 1))
    expect((await contentOf(path(serverId, 'disk'), 1000)).equals(bytes)).toBe(true)
})

test('an image that many want at once is fetched once', async () => {
  const { disks, upload, opened } = aHost()
  const image = upload(randomBytes(300_000))
  await Promise.all([1, 2, 3].map(() => disks.create(withDisk(1, { image }))))
  expect(opened).toEqual([image.id])
  expect(await disks.list()).toHaveLength(3)
})

test('what one process has cached serves the next', async () => {
  const before = aHost()
  const image = before.upload(await emptyQcow2(1), 'qcow2')
  await before.disks.create(withDisk(1, { image }))
  const after = aHost()
  await after.disks.create(withDisk(1, { image }))
  expect(after.opened).toEqual([])
})

test('a cached image that was tidied away is fetched again', async () => {
  const { disks, upload, opened } = aHost()
  const image = upload(randomBytes(1000))
  await disks.create(withDisk(1, { image }))
  await rm(join(dataDir, 'instances/_base'), { recursive: true })
  await disks.create(withDisk(1, { image }))
  expect(opened).toHaveLength(2)
})

test.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
  ['cut off', (bytes) => bytes.subarray(0, 70_000), /Only 70000 of its 200000 bytes arrived/],
  ['too long', (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]), /More than its 200000 bytes arrived/],
  ['changed', (bytes) => Buffer.concat([bytes.subarray(1), Buffer.alloc(1)]), /are not the ones that were uploaded/],
])(
  'an image that arrives %s is refused, leaves nothing, and may arrive whole the next time',
  async (_how, spoil, why) => {
    const { disks, upload, stored } = aHost()
    const bytes = randomBytes(200_000)
    const image = upload(bytes)
    stored.set(image.id, spoil(bytes))
    const guest = withDisk(1, { image })
    await expect(disks.create(guest)).rejects.toThrow(why)
    expect(await everything()).toEqual(['instances', 'instances/_base'])
    stored.set(image.id, bytes)
    await disks.create(guest)
    expect(await disks.list()).toEqual([guest.serverId])
  },
)

test('an image that is gone is said to be not found', async () => {
  const { disks, upload, stored } = aHost()
  const image = upload(randomBytes(10))
  stored.clear()
  await expect(disks.create(withDisk(1, { image }))).rejects.toThrow(`Image ${image.id} could not be found.`)
})

test('an image that refers to a file of the host is refused', async () => {
  const { disks, upload } = aHost()
  const image = upload(await emptyQcow2(1, '-u', '-b', '/etc/shadow', '-F', 'raw'), 'qcow2')
  await expect(disks.create(withDisk(1, { image }))).rejects.toThrow('refers to another file')
  expect(await everything()).toEqual(['instances', 'instances/_base'])
})

test('raw bytes that look like another format stay raw', async () => {
  const { disks, upload, path } = aHost()
  const bytes = await emptyQcow2(1, '-u', '-b', '/etc/shadow', '-F', 'raw')
  const guest = withDisk(1, { image: upload(bytes, 'raw') })
  await disks.create(guest)
  expect((await contentOf(path(guest.serverId, 'disk'), bytes.length)).equals(bytes)).toBe(true)
})

test('an image of a format that no disk has is refused with those that can be', async () => {
  const { disks, upload } = aHost()
  const image = upload(randomBytes(10), 'aki')
  await expect(disks.create(withDisk(1, { image }))).rejects.toThrow(
    'disk format aki, which no server can be made from. Use one of raw',
  )
})

test('creating twice changes nothing, deleting twice says nothing', async () => {
  const { disks, upload, path } = aHost()
  const guest = withDisk(1, { image: upload(randomBytes(1000)) })
  await disks.create(guest)
  const before = await stat(path(guest.serverId, 'disk'))
  await disks.create(guest)
  expect((await stat(path(guest.serverId, 'disk'))).ino).toBe(before.ino)
  await disks.delete(guest.serverId)
  await disks.delete(guest.serverId)
  expect(await disks.list()).toEqual([])
})

test('what a killed agent had begun is done anew and cleared away', async () => {
  const { disks, upload, path } = aHost()
  const guest = withDisk(1, { image: upload(randomBytes(1000)) })
  await mkdir(join(dataDir, 'instances/_base'), { recursive: true })
  await mkdir(path(guest.serverId, ''), { recursive: true })
  await writeFile(join(dataDir, 'instances/_base/abc.part-1'), 'half')
  await writeFile(path(guest.serverId, 'disk.part-1'), 'half')
  await disks.create(guest)
  expect((await everything()).filter((path) => path.includes('.part-'))).toEqual([])
  expect((await readdir(path(guest.serverId, ''))).toSorted()).toEqual(['disk', 'disk.config'])
})

test('the config drive is labelled, readable, and nobody else reads the password in it', async () => {
  const { disks, path } = aHost()
  const guest = aGuestCommand({ sealedAdminPass: seal.close('s3cret') })
  await disks.create(guest)
  const iso = path(guest.serverId, 'disk.config')
  expect(execFileSync('isoinfo', ['-d', '-i', iso], { encoding: 'utf8' })).toContain('Volume id: config-2')
  const read = (file: string) => execFileSync('isoinfo', ['-R', '-x', file, '-i', iso], { encoding: 'utf8' })
  const metadata = JSON.parse(read('/openstack/latest/meta_data.json')) as Record<string, unknown>
  expect(metadata).toMatchObject({ uuid: guest.serverId, admin_pass: 's3cret' })
  expect(JSON.parse(read('/ec2/latest/meta-data.json'))).toMatchObject({ 'instance-type': 'm1.tiny' })
  expect((await stat(iso)).mode & 0o777).toBe(0o600)
})

test("the driver is pointed at the server's files", () => {
  const { disks, upload, path } = aHost()
  const image = upload(randomBytes(10))
  const guest = aGuestCommand({ image })
  const config = { source: path(guest.serverId, 'disk.config'), format: 'raw', device: 'cdrom' }
  expect(disks.filesOf(guest)).toEqual({
    disks: [{ source: path(guest.serverId, 'disk'), format: 'qcow2', device: 'disk', bootOrder: 1 }, config],
    consoleLogPath: path(guest.serverId, 'console.log'),
  })
  expect(disks.filesOf({ ...guest, image: null }).disks).toEqual([config])
  expect(disks.filesOf({ ...guest, image: { ...image, diskFormat: 'iso' } }).disks[0]?.device).toBe('cdrom')
})

test('a flavor with ephemeral and swap space gets them ready to use, before the config drive', async () => {
  const { disks, path } = aHost()
  const guest = aGuestCommand({ flavor: { ...aGuestCommand().flavor, ephemeralGb: 1, swapMb: 8 } })
  await disks.create(guest)
  const kindOf = (file: string) => execFileSync('blkid', ['-p', path(guest.serverId, file)], { encoding: 'utf8' })
  expect(kindOf('disk.eph0')).toMatch(/LABEL="ephemeral0".*TYPE="ext4"/)
  expect(kindOf('disk.swap')).toContain('TYPE="swap"')
  const files = disks.filesOf(guest).disks.map(({ source }) => source)
  expect(files).toEqual(['disk.eph0', 'disk.swap', 'disk.config'].map((file) => path(guest.serverId, file)))
})

test('of the cached images only those go that no disk needs and nobody wanted for a day', async () => {
  const { disks, upload } = aHost()
  const names = ['used', 'old', 'young'].map((name) => ({ name, image: upload(randomBytes(1000)) }))
  const guests = names.map(({ image }) => withDisk(1, { image }))
  for (const guest of guests) await disks.create(guest)
  const base = (index: number) => `${names[index]!.image.sha512}.raw`
  const twoDaysAgo = new Date(Date.now() - 48 * 3600_000)
  for (const index of [0, 1]) await utimes(join(dataDir, 'instances/_base', base(index)), twoDaysAgo, twoDaysAgo)
  await disks.delete(guests[1]!.serverId)
  await disks.delete(guests[2]!.serverId)
  expect((await readdir(join(dataDir, 'instances/_base'))).toSorted()).toEqual([base(0), base(2)].toSorted())
})

test('a guest that has run keeps its disks, whatever goes wrong', async () => {
  const { disks, upload, path } = aHost()
  const guest = withDisk(1, { image: upload(randomBytes(1000)) })
  await disks.create(guest)
  await writeFile(path(guest.serverId, 'console.log'), 'Welcome')
  await rm(path(guest.serverId, 'disk.config'))
  await expect(disks.create({ ...guest, sealedAdminPass: 'damaged' })).rejects.toThrow(/has another key than the cloud/)
  expect(await readdir(path(guest.serverId, ''))).toContain('disk')
})

test('a server has a console log as soon as it has disks', async () => {
  const { disks, path } = aHost()
  const guest = aGuestCommand()
  expect(await disks.consoleLog(guest.serverId, 100)).toBeNull()
  await disks.create(guest)
  expect(await disks.consoleLog(guest.serverId, 100)).toBe('')
  await writeFile(path(guest.serverId, 'console.log'), 'Welcome')
  expect(await disks.consoleLog(guest.serverId, 4)).toBe('come')
})

test.runIf(process.getuid?.() === 0)('a full disk is named, and nothing is left', async () => {
  const small = join(dataDir, 'small')
  await mkdir(small)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small])
  try {
    const { disks, upload } = aHost(small)
    const guest = withDisk(1, { image: upload(randomBytes(2 << 20)) })
    await expect(disks.create(guest)).rejects.toMatchObject({
      message: 'Disk space on the host is not available. Try another host.',
      failure: { detail: expect.stringContaining(join(small, 'instances', guest.serverId)) },
    })
    expect(await readdir(small, { recursive: true })).toEqual(['instances', 'instances/_base'])
  } finally {
    execFileSync('umount', [small])
  }
})

test.runIf(process.getuid?.() === 0)('a disk that gets full by the overlay is named too', async () => {
  const small = join(dataDir, 'small')
  await mkdir(small)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', small])
  try {
    const { disks, upload } = aHost(small)
    const guest = withDisk(1, { image: upload(randomBytes(500 << 10)) })
    await expect(disks.create(guest)).rejects.toThrow('Disk space on the host')
    expect(await disks.list()).toEqual([])
  } finally {
    execFileSync('umount', [small])
  }
})

test.runIf(process.getuid?.() === 0)('an image that becomes larger than what is free is not begun with', async () => {
  const small = join(dataDir, 'small')
  await mkdir(small)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', small])
  try {
    const { disks, upload } = aHost(small)
    const vhd = hostileImages.find(({ name }) => name.includes('one block for all'))!
    const guest = withDisk(0, { image: upload(vhd.make(), 'vhd') })
    await expect(disks.create(guest)).rejects.toMatchObject({
      message: 'Disk space on the host is not available. Try another host.',
      failure: { detail: expect.stringContaining('has no room for') },
    })
    expect(await readdir(small, { recursive: true })).toEqual(['instances', 'instances/_base'])
  } finally {
    execFileSync('umount', [small])
  }
})

test('nobody else on this host reads any file of a server, whatever is done with it', async () => {
  const { disks, upload } = aHost()
  const flavor = { ...aGuestCommand().flavor, ephemeralGb: 1, swapMb: 8, diskGb: 1 }
  const bytes = randomBytes(1 << 20)
  const formats = ['raw', 'qcow2', 'vmdk', 'vdi', 'vhdx']
  const images: CommandImage[] = []
  for (const format of formats) images.push(upload(await converted(bytes, format), format))
  const guests = images.map((image) => aGuestCommand({ image, flavor, sealedAdminPass: seal.close('s3cret') }))
  for (const guest of guests) await disks.create(guest)
  const [guest, other] = guests as [GuestCommand, GuestCommand]
  await disks.rescue({ ...guest, rescue: { image: images[1]! } })
  await disks.resize({ ...other, flavor: { ...flavor, diskGb: 2, ephemeralGb: 2 } })
  const of = { serverId: guest.serverId, imageId: newId<ImageId>() }
  const duringSnapshot: string[] = []
  await disks.snapshot(of, async () => {
    duringSnapshot.push(...(await openToOthers(dataDir)))
    return false
  })
  await disks.snapshot({ ...of, serverId: other.serverId }, async () => false)
  expect([...duringSnapshot, ...(await openToOthers(dataDir))]).toEqual([])
})

test('bases that an older agent has left open to everybody are closed when a new one begins', async () => {
  await mkdir(join(dataDir, 'instances/_base'), { recursive: true })
  const old = join(dataDir, 'instances/_base', '0'.repeat(40))
  await writeFile(old, 'a disk', { mode: 0o644 })
  const { disks } = aHost()
  await disks.list()
  expect((await stat(old)).mode & 0o777).toBe(0o600)
})

test('folders let QEMU through without showing who is there', async () => {
  const { disks, upload, path } = aHost()
  const guest = withDisk(1, { image: upload(randomBytes(1000)) })
  await disks.create(guest)
  for (const folder of ['instances', 'instances/_base', `instances/${guest.serverId}`])
    expect((await stat(join(dataDir, folder))).mode & 0o777).toBe(0o711)
  expect((await stat(path(guest.serverId, 'disk'))).mode & 0o777).toBe(0o600)
})

/** When each file was written: one that was made anew has another time. */
const writtenIn = async (folder: string): Promise<Record<string, bigint>> => {
  const times = (await readdir(folder)).map(async (file) => {
    const { mtimeNs } = await stat(join(folder, file), { bigint: true })
    return [file, mtimeNs] as const
  })
  return Object.fromEntries(await Promise.all(times))
}

test('a rebuilt server has new disks of another image, and the ephemeral one that it was to keep', async () => {
  const { disks, upload, path } = aHost()
  const flavor = { ...aGuestCommand().flavor, ephemeralGb: 1, swapMb: 8 }
  const guest = aGuestCommand({ flavor, image: upload(randomBytes(1000)) })
  await disks.create(guest)
  const before = await writtenIn(path(guest.serverId, ''))
  const bytes = randomBytes(1000)
  const next = { ...guest, image: upload(bytes) }
  for (const _ of ['once', 'twice']) await disks.rebuild(next, { ephemeral: true })
  const after = await writtenIn(path(guest.serverId, ''))
  const kept = Object.keys(after).filter((file) => after[file] === before[file])
  expect(Object.keys(after)).toEqual(Object.keys(before))
  expect(kept).toEqual(['disk.eph0'])
  expect((await contentOf(path(guest.serverId, 'disk'), bytes.length)).equals(bytes)).toBe(true)
  await disks.rebuild(next, { ephemeral: false })
  expect((await writtenIn(path(guest.serverId, '')))['disk.eph0']).not.toBe(before['disk.eph0'])
})

test('a rebuild that cannot be done leaves every disk as it was', async () => {
  const { disks, upload, stored, path } = aHost()
  const guest = withDisk(1, { image: upload(randomBytes(1000)) })
  await disks.create(guest)
  const before = await writtenIn(path(guest.serverId, ''))
  const gone = upload(randomBytes(1000))
  stored.delete(gone.id)
  await expect(disks.rebuild({ ...guest, image: gone }, { ephemeral: false })).rejects.toThrow('could not be found')
  expect(await writtenIn(path(guest.serverId, ''))).toEqual(before)
})

test('a rescue adds disks of its own, anew each time, and takes them away again', async () => {
  const { disks, upload, path } = aHost()
  const guest = withDisk(1, { image: upload(randomBytes(1000)) })
  await disks.create(guest)
  const before = await writtenIn(path(guest.serverId, ''))
  const rescued = { ...guest, rescue: { image: upload(await emptyQcow2(3), 'qcow2') } }
  await disks.rescue(rescued)
  const first = await writtenIn(path(guest.serverId, ''))
  await disks.rescue(rescued)
  const second = await writtenIn(path(guest.serverId, ''))
  expect(Object.keys(second)).toEqual(['disk', 'disk.config', 'disk.config.rescue', 'disk.rescue'])
  expect(second).toMatchObject(before)
  expect(second['disk.rescue']).not.toBe(first['disk.rescue'])
  expect(diskInfo(path(guest.serverId, 'disk.rescue'))['virtual-size']).toBe(3 * gib)
  for (const _ of ['once', 'twice']) await disks.unrescue(guest.serverId)
  expect(await writtenIn(path(guest.serverId, ''))).toEqual(before)
})

test('an image that a server is rescued with stays in the cache', async () => {
  const { disks, upload } = aHost()
  const guest = withDisk(1, { image: upload(randomBytes(1000)) })
  const rescued = { ...guest, rescue: { image: upload(randomBytes(1000)) } }
  await disks.create(guest)
  await disks.rescue(rescued)
  const base = join(dataDir, 'instances/_base', `${rescued.rescue.image.sha512}.raw`)
  const twoDaysAgo = new Date(Date.now() - 48 * 3600_000)
  await utimes(base, twoDaysAgo, twoDaysAgo)
  await disks.delete(aGuestCommand().serverId)
  expect((await stat(base)).size).toBe(1000)
})

test('an image is fetched for the disks to come, once; a broken one leaves nothing', async () => {
  const { disks, upload, opened } = aHost()
  const image = upload(Buffer.alloc(4096, 'image'))
  expect(await disks.cacheImage(image)).toBe('cached')
  expect(await disks.cacheImage(image)).toBe('existing')
  await disks.create(withDisk(1, { image }))
  expect(opened).toEqual([image.id])
  const spoilt = { ...upload(Buffer.alloc(4096, 'other')), sha512: '0'.repeat(128) }
  await expect(disks.cacheImage(spoilt)).rejects.toThrow('SHA-512')
  expect(await readdir(join(dataDir, 'instances', '_base'))).toHaveLength(1)
})
