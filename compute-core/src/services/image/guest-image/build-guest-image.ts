import { createHash } from 'node:crypto'
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { unavailable } from '#platform/errors'
import { writeBootDisk } from './boot-disk.ts'
import { unpackDebianPackages } from './debian-packages.ts'
import { buildInitramfs, modulesFolder, readRootfs } from './initramfs.ts'
import { writeTools } from './tools.ts'

/** A disk ready to be imported into the image service, with what the service wants to know of it. */
export interface GuestImage {
  readonly name: string
  readonly diskPath: string
  readonly diskFormat: 'raw' | 'qcow2'
  readonly minDiskGb: number
  readonly minRamMb: number
  readonly properties: Readonly<Record<string, string>>
}

/**
 * Makes the small guest image (kernel, busybox, ssh, QEMU's guest agent) from Debian packages, or finds it made in `workDir` by an
 * earlier call from the same files. Two callers at once both get it; a call cut off leaves nothing half made behind its name.
 */
export async function buildGuestImage(options: { workDir: string; log: (line: string) => void }): Promise<GuestImage> {
  const diskPath = join(options.workDir, `kilonova-guest-${await recipeHash()}.img`)
  if (await exists(diskPath)) return describeImage(diskPath)
  if (process.arch !== 'x64')
    throw unavailable(
      'The small guest image',
      'It is made for x86-64 only: upload an image of your own for this machine.',
    )
  const startedMs = performance.now()
  await mkdir(options.workDir, { recursive: true })
  const scratch = await mkdtemp(join(options.workDir, 'build-'))
  try {
    await rename(await assemble(scratch, options.log), diskPath)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
  options.log(`Made the guest image in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
  return describeImage(diskPath)
}

async function assemble(scratch: string, log: (line: string) => void): Promise<string> {
  const root = join(scratch, 'root')
  await unpackDebianPackages(scratch, root, log)
  const [release] = await readdir(await modulesFolder(root))
  const kernelPath = join(root, 'boot', `vmlinuz-${release}`)
  const initramfs = await buildInitramfs(root, release ?? '')
  const tools = join(scratch, 'tools')
  await writeTools(root, tools)
  const diskPath = join(scratch, 'disk.img')
  await writeBootDisk(diskPath, { kernelPath, initramfs, tools, packagesRoot: root, workDir: scratch })
  return diskPath
}

const describeImage = (diskPath: string): GuestImage => ({
  name: 'kilonova-guest-1',
  diskPath,
  diskFormat: 'raw',
  minDiskGb: 0,
  minRamMb: 128,
  properties: {
    os_type: 'linux',
    os_distro: 'kilonova',
    os_version: '1',
    os_admin_user: 'root',
    architecture: 'x86_64',
    hw_qemu_guest_agent: 'yes',
    hw_disk_bus: 'virtio',
    hw_vif_model: 'virtio',
  },
})

/** What the image is made from on our side: its files and the code that lays them out. A change of either makes it anew. */
async function recipeHash(): Promise<string> {
  const hash = createHash('sha256')
  for (const { path, content } of await readRootfs()) hash.update(path).update(content)
  for (const source of (await readdir(import.meta.dirname)).toSorted())
    if (source.endsWith('.ts') && !source.endsWith('.test.ts'))
      hash.update(await readFile(join(import.meta.dirname, source)))
  return hash.digest('hex').slice(0, 12)
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
