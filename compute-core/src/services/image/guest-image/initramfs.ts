import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { unavailable } from '#platform/errors'
import { type ArchiveEntry, cpioArchive } from './cpio-archive.ts'
import { findFile } from './find-file.ts'
import { modulesInLoadOrder } from './kernel-modules.ts'
import { loader, programsWithLibraries } from './programs-with-libraries.ts'
import { runProgram } from '#platform/run-program'

/** Our own files in the guest: what happens at boot, at a lease, at the power button. */
export const rootfsFolder = join(import.meta.dirname, 'rootfs')

const folders = [
  'bin', 'sbin', 'usr', 'usr/bin', 'usr/sbin', 'lib', 'lib64', 'lib/modules', 'etc', 'proc', 'sys', 'dev', 'run', 'tmp', 'mnt', 'boot', 'root',
  'home', 'home/kilonova', 'var', 'var/log',
] // prettier-ignore

/** The guest's whole root filesystem, compressed: the kernel unpacks it into memory and runs its `/init`. */
export async function buildInitramfs(packagesRoot: string, release: string): Promise<Buffer> {
  const entries = [
    ...folders.map((path) => folder(path)),
    ...(await busybox(packagesRoot)),
    ...(await programs(packagesRoot)),
    ...(await kernelModules(packagesRoot, release)),
    ...(await ownFiles()),
  ]
  return gzipSync(cpioArchive(entries), { level: 9 })
}

const folder = (path: string): ArchiveEntry => ({ path, kind: 'folder', mode: 0o755, content: Buffer.alloc(0) })
const file = (path: string, content: Buffer, mode: number): ArchiveEntry => ({ path, kind: 'file', mode, content })
const link = (path: string, to: string): ArchiveEntry => ({ path, kind: 'link', mode: 0o777, content: Buffer.from(to) })

async function busybox(root: string): Promise<ArchiveEntry[]> {
  const program = await findFile(root, 'busybox')
  const applets = (await runProgram(program, ['--list']))
    .split('\n')
    .filter((name) => /^[\w[-]+$/.test(name) && name !== 'busybox')
  const links = applets.map((name) => link(`${systemTools.has(name) ? 'sbin' : 'bin'}/${name}`, '/bin/busybox'))
  return [file('bin/busybox', await readFile(program), 0o755), link('init', '/bin/busybox'), ...links]
}

// init, getty and login look for one another at these places, the guest agent for the clock.
const systemTools = new Set([
  'init', 'getty', 'poweroff', 'reboot', 'halt', 'insmod', 'ip', 'udhcpc', 'acpid', 'hwclock',
]) // prettier-ignore

/** The ssh server and QEMU's guest agent, with the libraries that they need. */
async function programs(root: string): Promise<ArchiveEntry[]> {
  const { programs, libraries } = await programsWithLibraries(root, ['dropbear', 'dropbearkey', 'qemu-ga'])
  return [
    ...programs.map(({ name, content }) => file(`usr/bin/${name}`, content, 0o755)),
    ...libraries.map(({ name, content }) => file(name === loader ? `lib64/${name}` : `lib/${name}`, content, 0o755)),
  ]
}

async function kernelModules(root: string, release: string): Promise<ArchiveEntry[]> {
  const modules = await modulesInLoadOrder(join(await modulesFolder(root), release))
  const order = Buffer.from(modules.map(({ name }) => `${name}\n`).join(''))
  return [
    ...modules.map(({ name, content }) => file(`lib/modules/${name}`, content, 0o644)),
    file('lib/modules/load-order', order, 0o644),
  ]
}

/** Where the unpacked packages keep kernel modules: Debian has moved them from /lib to /usr/lib. */
export async function modulesFolder(root: string): Promise<string> {
  for (const place of ['lib/modules', 'usr/lib/modules']) {
    const names = await readdir(join(root, place)).catch(() => [])
    if (names.length > 0) return join(root, place)
  }
  throw unavailable('The guest kernel', 'Its package holds no modules: remove the work folder and start again.')
}

async function ownFiles(): Promise<ArchiveEntry[]> {
  const entries: ArchiveEntry[] = []
  for (const { path, content, isFolder } of await readRootfs()) {
    if (isFolder && !folders.includes(path)) entries.push(folder(path))
    if (!isFolder) entries.push(file(path, content, modeOf(path, content)))
  }
  return entries
}

const modeOf = (path: string, content: Buffer) => {
  if (path === 'etc/shadow') return 0o600
  return content.toString('latin1', 0, 2) === '#!' ? 0o755 : 0o644
}

/** Our own files, a folder before what is in it, always in the same order. */
export async function readRootfs(): Promise<{ path: string; content: Buffer; isFolder: boolean }[]> {
  const found = await readdir(rootfsFolder, { recursive: true, withFileTypes: true })
  const read = found.map(async (entry) => {
    const place = join(entry.parentPath, entry.name)
    const isFolder = entry.isDirectory()
    return {
      path: relative(rootfsFolder, place),
      content: isFolder ? Buffer.alloc(0) : await readFile(place),
      isFolder,
    }
  })
  return (await Promise.all(read)).toSorted((a, b) => (a.path < b.path ? -1 : 1))
}
