import { chmod, chown, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openKvmToGuests, startDaemon } from '#driver/libvirt/start-daemon'
import { aDisksFolder, run } from './qemu-testbed.ts'

const scenario = join(import.meta.dirname, 'scenarios/start-daemon.ts')
// The last holds the definitions of guests that other tests have on this machine meanwhile.
const freshFolders = ['/run', '/var/lib/libvirt', '/var/log/libvirt', '/var/cache/libvirt', '/etc/libvirt/qemu']

test('libvirtd is started where it does not run, once even when two ask', { timeout: 60_000 }, async () => {
  const mounts = freshFolders.map((folder) => `mount -t tmpfs none ${folder}`).join(' && ')
  const namespaces = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc']
  const printed = await run(
    'unshare',
    ...namespaces,
    'sh',
    '-c',
    `${mounts} && '${process.execPath}' '${scenario}'; exit $?`,
  )
  const { together, guests, again } = JSON.parse(printed) as { together: string[]; guests: number; again: string }
  expect(together).toContain('started')
  expect(guests).toBe(0)
  expect(again).toBe('ran already')
})

test('libvirtd that runs is left alone', { timeout: 30_000 }, async () => {
  await startDaemon()
  expect(await startDaemon()).toBe('ran already')
})

test("the KVM device gets Debian's group and mode where nobody gave it any, and keeps what it was given", async () => {
  const folder = await aDisksFolder()
  const device = join(folder.path, 'kvm')
  try {
    for (const mode of [0o600, 0o660]) {
      await writeFile(device, '')
      await chown(device, 0, 0)
      await chmod(device, mode)
      await openKvmToGuests(device)
      const opened = await stat(device)
      expect(opened.mode & 0o777).toBe(0o660)
      expect(opened.gid).not.toBe(0)
    }

    await writeFile(`${device}-open`, '', { mode: 0o644 })
    await openKvmToGuests(`${device}-open`)
    expect((await stat(`${device}-open`)).mode & 0o777).toBe(0o644)
  } finally {
    await folder.remove()
  }
})
