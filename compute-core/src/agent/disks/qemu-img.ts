import { chmod, chown, open } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { runProgram } from '#platform/run-program'

/** How much QEMU may use to read what a tenant has made, which may have been made to keep it busy. */
export interface QemuImgLimits {
  /** Bytes that it goes through; the time that it has grows with them. */
  bytes?: number
  /** How large a file that it writes may become; by default it writes none. */
  fileBytes?: number
}

const mib = 2 ** 20
const gib = 2 ** 30

const limitsOf = ({ bytes = 0, fileBytes = 0 }: QemuImgLimits) => ({
  // A slow machine unpacks some 30 MiB a second.
  cpuSeconds: 30 + Math.ceil(bytes / (16 * mib)),
  memoryBytes: 2 * gib,
  fileBytes: Math.ceil(fileBytes),
})

/** Runs `qemu-img` within limits. The only way to it: `create`, `info`, `resize` and `convert` all open what tenants have made. */
export const qemuImg = (args: readonly string[], limits: QemuImgLimits = {}): Promise<string> =>
  runProgram('qemu-img', args, { limits: limitsOf(limits) })

/** An empty file that nobody else can read, for `qemu-img` to fill: one that it makes itself everybody may read. */
export async function makePrivate(path: string): Promise<string> {
  await (await open(path, 'w', 0o600)).close()
  return path
}

/** Makes an empty qcow2 disk of `bytes` over the disk at `base`, which is not opened for that. */
export async function makeOverlay(base: Backing | undefined, target: string, bytes: number): Promise<void> {
  const backing = base === undefined ? [] : ['-u', '-b', base.path, '-F', base.format]
  await makePrivate(target)
  await qemuImg(['create', '-q', '-f', 'qcow2', ...backing, target, String(bytes)], { fileBytes: gib })
}

/** A disk that another one lies over. */
export interface Backing {
  path: string
  format: string
}

// Nobody's: between the accounts of distributions and those that systemd gives out.
const reader = 61_183
const isRoot = process.getuid?.() === 0

/**
 * Runs `qemu-img` on `path`, which a stranger has made and nobody has looked at yet, as an account that owns nothing on this host: it may
 * read this file, and write `target` if one is given, which is the agent's own again afterwards. Where the agent is not root it runs as
 * the agent. `args` is told the names by which the program finds the files.
 */
export async function qemuImgUnprivileged(
  path: string,
  args: (path: string, target: string) => readonly string[],
  { target, ...limits }: QemuImgLimits & { target?: string } = {},
): Promise<string> {
  if (target !== undefined) await makePrivate(target)
  // By their names in their folder, which it may pass through as QEMU's user may: it need not be able to walk down to it.
  const words = args(`./${basename(path)}`, `./${basename(target ?? '')}`)
  const options = { cwd: dirname(path), limits: limitsOf(limits) }
  if (!isRoot) return runProgram('qemu-img', words, options)
  try {
    await Promise.all([chown(path, 0, reader), chmod(path, 0o640), target && chown(target, reader, reader)])
    return await runProgram('qemu-img', words, { ...options, uid: reader, gid: reader })
  } finally {
    await Promise.all([path, ...(target === undefined ? [] : [target])].map(takeBack))
  }
}

async function takeBack(path: string): Promise<void> {
  await chown(path, 0, 0)
  await chmod(path, 0o600)
}
