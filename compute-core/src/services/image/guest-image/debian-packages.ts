import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { unavailable } from '#platform/errors'
import { runProgram } from '#platform/run-program'

/** Debian's kernel for guests first, then Ubuntu's; each is a meta package that names the real one. */
const kernelPackages = ['linux-image-cloud-amd64', 'linux-image-virtual']

/** What is on the guest's disk beside the kernel, and what writes that disk: unpacked in the work folder, never installed. */
const guestPackages = [
  'busybox-static', 'dropbear-bin', 'qemu-guest-agent', 'curl', 'util-linux', 'ca-certificates', 'syslinux', 'mtools',
] // prettier-ignore

/** Of those, the ones whose programs bring libraries into the guest. */
const dynamicPackages = ['dropbear-bin', 'qemu-guest-agent', 'curl', 'util-linux']

/** Downloads every package the guest image is made of and unpacks them all into `root`, without being root. */
export async function unpackDebianPackages(workDir: string, root: string, log: (line: string) => void): Promise<void> {
  const archives = join(workDir, 'packages')
  await mkdir(archives, { recursive: true })
  const apt = await openApt(workDir, log)
  const libraries = await apt.librariesOf(dynamicPackages)
  const names = [...new Set([...(await kernelParts(apt)), ...guestPackages, ...libraries])]
  log(`Downloading ${names.length} Debian packages for the guest image`)
  await apt.download(names, archives)
  await mkdir(root, { recursive: true })
  for (const file of await readdir(archives)) await runProgram('dpkg-deb', ['-x', join(archives, file), root])
}

interface Apt {
  dependsOn(name: string): Promise<string[]>
  librariesOf(names: readonly string[]): Promise<string[]>
  download(names: readonly string[], folder: string): Promise<void>
}

/** The system's package lists where it has them, else lists of our own in the work folder: that needs no root. */
async function openApt(workDir: string, log: (line: string) => void): Promise<Apt> {
  if ((await aptWith([]).dependsOn('dropbear-bin')).length > 0) return aptWith([])
  log('Fetching the Debian package lists')
  const own = await ownPackageLists(workDir)
  await runProgram('apt-get', [...own, '-qq', 'update']).catch((error: unknown) => {
    throw offline(error)
  })
  return aptWith(own)
}

async function ownPackageLists(workDir: string): Promise<string[]> {
  const state = join(workDir, 'apt')
  await mkdir(join(state, 'lists/partial'), { recursive: true })
  await mkdir(join(state, 'cache/archives/partial'), { recursive: true })
  return [
    '-o',
    `Dir::State=${state}`,
    '-o',
    `Dir::Cache=${state}/cache`,
    '-o',
    'Dir::State::status=/var/lib/dpkg/status',
  ]
}

function aptWith(options: readonly string[]): Apt {
  const dependsOn = async (name: string) =>
    namesOfDependencies(await runProgram('apt-cache', [...options, 'depends', '--important', name]).catch(nothingKnown))
  return {
    dependsOn,
    // Asked once for all that is behind them: apt reads its lists anew each time, for more than a second.
    librariesOf: async (names) =>
      librariesBehind(
        names,
        await runProgram('apt-cache', [...options, 'depends', '--recurse', '--important', ...names]).catch(
          nothingKnown,
        ),
      ),
    download: async (names, folder) => {
      // As root apt would drop to a user that cannot write here, and say so in a warning.
      const args = [...options, '-qq', '-o', 'APT::Sandbox::User=root', 'download', ...names]
      await runProgram('apt-get', args, { cwd: folder }).catch((error: unknown) => {
        throw offline(error)
      })
    },
  }
}

/** The libraries that `names` need, and those that these need, in what `apt-cache depends --recurse` lists. */
export function librariesBehind(names: readonly string[], listing: string): string[] {
  const needs = new Map(
    listing.split(/^(?=[^\s<])/m).map((block) => [block.split('\n')[0]!.trim(), namesOfDependencies(block)] as const),
  )
  const found = new Set<string>()
  const follow = (from: string): void => {
    for (const name of needs.get(from) ?? []) {
      if (!/^(lib|zlib)/.test(name) || found.has(name)) continue
      found.add(name)
      follow(name)
    }
  }
  for (const name of names) follow(name)
  return [...found]
}

/** The packages `apt-cache depends` lists, of the alternatives the first. */
export function namesOfDependencies(listing: string): string[] {
  return [...listing.matchAll(/^ {2}(?:Pre)?Depends: ([^<\s:]+)/gm)].map((match) => match[1] ?? '')
}

async function kernelParts(apt: Apt): Promise<string[]> {
  for (const name of kernelPackages) {
    const parts = (await apt.dependsOn(name)).filter((part) => part.startsWith('linux-'))
    if (parts.length > 0)
      return withModules(
        apt,
        parts.filter((part) => part.startsWith('linux-image-')),
      )
  }
  throw unavailable(
    'A guest kernel',
    `None of ${kernelPackages.join(', ')} is in the package lists: run apt-get update.`,
  )
}

// Ubuntu ships a kernel's modules in a package beside it.
async function withModules(apt: Apt, images: readonly string[]): Promise<string[]> {
  const behind = await Promise.all(images.map((image) => apt.dependsOn(image)))
  return [...images, ...behind.flat().filter((name) => name.startsWith('linux-modules-'))]
}

const nothingKnown = (error: unknown): string => {
  if (error instanceof Error && 'failure' in error) throw error
  return ''
}

const offline = (error: unknown) =>
  error instanceof Error && 'failure' in error
    ? error
    : unavailable(
        'The Debian package archive',
        'The small guest image is made from its packages: connect this machine and start again, or upload an image of your own.',
        error,
      )
