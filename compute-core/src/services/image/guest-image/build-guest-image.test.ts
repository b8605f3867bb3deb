import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cpioArchive } from './cpio-archive.ts'
import { namesOfDependencies } from './debian-packages.ts'
import { readRootfs, rootfsFolder } from './initramfs.ts'
import { dependenciesOf } from './kernel-modules.ts'

const flatten = (json: string) =>
  execFileSync('busybox', ['awk', '-f', join(rootfsFolder, 'lib/kilonova/json.awk')], { input: json, encoding: 'utf8' })

test('the guest reads nested metadata, escapes and all', () => {
  const metadata = {
    uuid: 'a-b',
    public_keys: { 'my key': 'ssh-ed25519 AAA= jürgen@"home"\n' },
    keys: [{ name: 'my key' }, { flag: true, none: null, count: 3 }],
    meta: {},
  }
  expect(flatten(JSON.stringify(metadata)).split('\n')).toEqual([
    'uuid\ta-b',
    'public_keys.my key\tssh-ed25519 AAA= jürgen@"home" ',
    'keys.0.name\tmy key',
    'keys.1.flag\ttrue',
    'keys.1.none\tnull',
    'keys.1.count\t3',
    '',
  ])
})

test('the guest reads characters written as \\u escapes', () => {
  expect(flatten('{"name": "caf\\u00e9 \\u20ac \\u0041"}')).toBe('name\tcafé € A\n')
})

test.each(['', '{', '[', '{"a"', '{"a":', '{"a": }', '"', ']', 'nonsense'])(
  'broken metadata (%s) never holds up the boot',
  (broken) => {
    const read = () =>
      execFileSync('timeout', ['5', 'busybox', 'awk', '-f', join(rootfsFolder, 'lib/kilonova/json.awk')], {
        input: broken,
      })
    expect(read).not.toThrow()
  },
)

test('every script of the guest is one its shell can read', async () => {
  const scripts = (await readRootfs()).filter(
    ({ path, isFolder }) =>
      !isFolder && /^(lib\/kilonova\/[a-z-]+|etc\/acpi\/.*|etc\/profile|bin\/.*|sbin\/shutdown)$/.test(path),
  )
  expect(scripts.length).toBeGreaterThan(6)
  for (const { content } of scripts)
    expect(() => execFileSync('busybox', ['sh', '-n'], { input: content })).not.toThrow()
})

test("a ramdisk holds its files as cpio finds them, all of them root's", () => {
  const archive = cpioArchive([
    { path: 'etc', kind: 'folder', mode: 0o755, content: Buffer.alloc(0) },
    { path: 'etc/name', kind: 'file', mode: 0o600, content: Buffer.from('kilonova') },
    { path: 'init', kind: 'link', mode: 0o777, content: Buffer.from('/bin/busybox') },
  ])
  const listing = execFileSync('busybox', ['cpio', '-tv'], { input: archive, encoding: 'utf8', stdio: 'pipe' })
  expect(listing).toMatch(/drwxr-xr-x .* etc$/m)
  expect(listing).toMatch(/-rw------- +0[ /]0 +8 .* etc\/name$/m)
  expect(listing).toMatch(/init -> \/bin\/busybox$/m)
})

test('a kernel module names what must be loaded before it', () => {
  expect(dependenciesOf(Buffer.from('ELF\0license=GPL\0depends=net_failover,failover\0name=virtio_net\0'))).toEqual([
    'net_failover',
    'failover',
  ])
  expect(dependenciesOf(Buffer.from('ELF\0depends=\0name=evdev\0'))).toEqual([])
})

test('of the packages apt lists only real dependencies count', () => {
  const listing =
    'dropbear-bin\n  Depends: libc6\n |Depends: zlib1g\n  Depends: <virtual>\n    real\n  Breaks: dropbear\n  PreDepends: libcrypt1\n'
  expect(namesOfDependencies(listing)).toEqual(['libc6', 'libcrypt1'])
})
