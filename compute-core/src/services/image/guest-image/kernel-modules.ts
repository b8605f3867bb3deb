import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'

/** A kernel module as the guest loads it. */
export interface KernelModule {
  readonly name: string
  readonly content: Buffer
}

/** What a guest may meet on QEMU: disks, cards, a CD with its configuration, a power button. In order of need. */
const wanted = [
  'virtio_pci', 'virtio_blk', 'virtio_scsi', 'virtio_net', 'e1000', 'evdev', 'button', 'sd_mod', 'sr_mod', 'ata_piix', 'ahci',
  'isofs', 'vfat', 'nls_ascii', 'nls_cp437', 'nls_utf8', 'virtio-rng', 'virtio_balloon', 'virtio_console',
] // prettier-ignore

/** The wanted modules with all they depend on, each after what it needs; one the kernel has built in is left out. */
export async function modulesInLoadOrder(modulesFolder: string): Promise<KernelModule[]> {
  const paths = await findModules(modulesFolder)
  const loaded = new Map<string, KernelModule>()
  const load = async (name: string): Promise<void> => {
    const key = canonical(name)
    const path = paths.get(key)
    if (path === undefined || loaded.has(key)) return
    const content = await readModule(path)
    for (const dependency of dependenciesOf(content)) await load(dependency)
    loaded.set(key, { name: `${key}.ko`, content })
  }
  for (const name of wanted) await load(name)
  return [...loaded.values()]
}

/** The names in a module's own `depends=` entry. */
export function dependenciesOf(module: Buffer): string[] {
  const at = module.indexOf('\0depends=')
  if (at < 0) return []
  const start = at + '\0depends='.length
  return module
    .toString('latin1', start, module.indexOf('\0', start))
    .split(',')
    .filter((name) => name !== '')
}

// A file may spell with a dash what the kernel knows with an underscore.
const canonical = (name: string) => name.replaceAll('-', '_')

async function findModules(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (/\.ko(\.zst)?$/.test(entry.name))
      found.set(canonical(basename(entry.name).replace(/\.ko(\.zst)?$/, '')), join(entry.parentPath, entry.name))
  return found
}

async function readModule(path: string): Promise<Buffer> {
  const content = await readFile(path)
  return path.endsWith('.zst') ? zstdDecompressSync(content) : content
}
