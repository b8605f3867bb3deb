import { mkdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from '#platform/run-program'

const sizeMib = 64

// Kernel messages go to screen and serial line, only warnings and worse; a panic restarts instead of hanging for ever.
const kernelCommandLine =
  'console=tty0 console=ttyS0,115200n8 quiet loglevel=4 panic=10 no_timer_check mitigations=off random.trust_cpu=on'

const bootConfig = `DEFAULT guest
PROMPT 0
TIMEOUT 0
LABEL guest
  LINUX vmlinuz
  INITRD initrd
  APPEND ${kernelCommandLine}
`

/**
 * Writes a raw disk that a BIOS boots: one FAT filesystem with syslinux, the kernel, its ramdisk, and the folder `tools`. Needs no
 * root and no loop device.
 */
export async function writeBootDisk(
  diskPath: string,
  parts: { kernelPath: string; initramfs: Buffer; tools: string; packagesRoot: string; workDir: string },
): Promise<void> {
  const folder = join(parts.workDir, 'boot')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'initrd'), parts.initramfs)
  await writeFile(join(folder, 'syslinux.cfg'), bootConfig)
  await writeFile(diskPath, '')
  await truncate(diskPath, sizeMib << 20)
  const run = (program: string, ...args: string[]) =>
    runProgram(program, args, { env: withPrograms(parts.packagesRoot) })
  await run(
    'mformat',
    '-i',
    diskPath,
    '-v',
    'KILONOVA',
    '-N',
    '4b494c4f',
    '-T',
    String(sizeMib * 2048),
    '-h',
    '64',
    '-s',
    '32',
    '::',
  )
  await run('syslinux', '--install', diskPath)
  await run('mcopy', '-i', diskPath, parts.kernelPath, '::vmlinuz')
  await run('mcopy', '-i', diskPath, join(folder, 'initrd'), join(folder, 'syslinux.cfg'), '::')
  await run('mcopy', '-s', '-i', diskPath, parts.tools, '::tools')
}

// The downloaded mtools and syslinux run from where they were unpacked; they need only the C library.
const withPrograms = (packagesRoot: string) => ({
  PATH: `${join(packagesRoot, 'usr/bin')}:${process.env['PATH'] ?? ''}`,
  MTOOLS_SKIP_CHECK: '1',
})
